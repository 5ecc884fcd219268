"""What is typed to set a row right, by the kind of correction."""

from __future__ import annotations

from typing import Any

from wtforms import SelectMultipleField, StringField

from crm.customers.forms import PhoneField, sex_field
from crm.quality.rules import Fix
from crm.shared.fields import DateField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class FixForm(Form):
    """One row; `version` is that of the file or the car."""

    version = WholeField(N_("Version"))


class PhoneFix(FixForm):
    phone = PhoneField(N_("Phone number"), [Needed(N_("Enter the number."))])


class NameFix(FixForm):
    name = text(N_("Surname or name"), 40, N_("Enter the name."))
    sex = sex_field()


class VinFix(FixForm):
    vin = text(N_("VIN"), 30, N_("Enter the VIN."))


class PlateFix(FixForm):
    plate = text(N_("Plate"), 16, N_("Enter the plate."))


class ModelFix(FixForm):
    model = text(N_("Model"), 60)
    series = text(N_("Series"), 60)


class BoughtFix(FixForm):
    bought_on = DateField(N_("Bought on"), [Needed(N_("Choose the day."))])


class ReadingsFix(FixForm):
    km = WholeField(N_("This reading"))
    before_km = WholeField(N_("The earlier one"))


FORMS: dict[Fix, type[FixForm]] = {
    Fix.PHONE: PhoneFix, Fix.NAME: NameFix, Fix.VIN: VinFix, Fix.PLATE: PlateFix, Fix.MODEL: ModelFix,
    Fix.BOUGHT: BoughtFix, Fix.READINGS: ReadingsFix, Fix.KEEP: FixForm,
}  # fmt: skip


class TickedForm(Form):
    """Several rows at once."""

    keys = SelectMultipleField(N_("Rows"), coerce=str, choices=[], validate_choice=False)
    do = StringField(N_("What to do"))

    def arguments(self) -> dict[str, Any]:
        return {"keys": [int(one) for one in self.keys.data or [] if one.isascii() and one.isdigit() and len(one) < 19]}
