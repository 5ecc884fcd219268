"""What is typed about a car after its first day: the plate that came, the mileage that was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice, SelectField

from crm.shared.fields import WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


def _number_or_none(typed: Any) -> int | None:
    return int(typed) if str(typed or "").isascii() and str(typed or "").isdigit() else None


class VehicleForm(Form):
    plate = text(N_("Plate"), 16)
    mileage_km = WholeField(N_("Mileage (km)"))
    driver_id = SelectField(N_("Who drives it"), coerce=_number_or_none, validate_choice=False)
    version = WholeField(N_("Version"))

    def offer(self, people: Iterable[tuple[int, str]]) -> VehicleForm:
        """The firm's contacts, as (id, name)."""
        none = SelectChoice(value="", label=N_("Not said"))
        self.driver_id.choices = [none, *(SelectChoice(value=number, label=name) for number, name in people)]
        return self
