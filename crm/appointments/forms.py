"""What is typed to agree on a time."""

from __future__ import annotations

from typing import Any

from wtforms import TimeField
from wtforms.fields.choices import SelectField

from crm.appointments.rules import KIND_NAMES, Kind
from crm.shared.fields import CodeField, DateField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class TimeForm(Form):
    """A day and a time."""

    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    at_time = TimeField(N_("Time"))
    version = WholeField(N_("Version"))

    def validate(self, **more: Any) -> bool:
        right = bool(super().validate(**more))
        if self.at_time.data is None:
            self.at_time.errors = [N_("Write the time like 09:00.")]
            return False
        return right


class AppointmentForm(TimeForm):
    """A new appointment."""

    advisor_id = SelectField(N_("Advisor"), coerce=int, validate_choice=False)
    kind = CodeField(N_("What for"), Kind, KIND_NAMES, N_("Choose what they come for."))

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "version"}


class CancelForm(Form):
    reason = text(N_("Why"), 120)
