"""What is typed when a car is offered, signed for, given back, or taken home."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, FileField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from crm.customers.forms import PhoneField
from crm.orders.rules import (
    BECOMES_NAMES,
    CANCEL_NAMES,
    CHECK_NAMES,
    DEPOSIT_NAMES,
    PARTS,
    Becomes,
    CancelReason,
    Check,
    Deposit,
    Verdict,
)
from crm.shared.fields import CodeField, DateField, FenField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.pictures import MOST_BYTES
from crm.shared.words import N_
from crm.vehicles.rules import ENERGY_NAMES, Energy


class RateField(FenField):
    """Interest in per cent a year; kept in hundredths of a per cent."""

    unreadable = N_("Write the rate like 3.99.")

    def read(self, typed: str) -> int | None:
        rate = super().read(typed.replace("%", "").replace("％", ""))
        return rate if rate is not None and 0 <= rate <= 10_000 else None

    def shown(self, value: int) -> str:
        return f"{value / 100:g}"


class PricedForm(Form):
    """The parts of a price; empty ones count for nothing."""

    model = text(N_("Model and equipment"), 80, N_("Which car was ordered?"))
    colour = text(N_("Colour"), 30)
    price = FenField(N_("Price (yuan)"), [Needed(N_("What is the price?"))])
    equipment = FenField(PARTS["equipment"])
    discount = FenField(PARTS["discount"])
    tax = FenField(PARTS["tax"])
    insurance = FenField(PARTS["insurance"])
    plates = FenField(PARTS["plates"])
    other = FenField(PARTS["other"])

    def validate_price(self, field: FenField) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(N_("The price is more than nothing."))

    def validate_equipment(self, field: Field) -> None:
        _none_or_more(field)

    validate_discount = validate_tax = validate_insurance = validate_plates = validate_other = validate_equipment

    @property
    def parts(self) -> list[Field]:
        """The boxes beside the price, in the order in which it is added up."""
        return [self[name] for name in PARTS if name in self]


def _none_or_more(field: Field) -> None:
    if field.data is None and not field.errors:
        field.data = 0
    elif field.data is not None and field.data < 0:
        raise ValidationError(N_("An amount is not negative."))


class OrderForm(PricedForm):
    deposit_kind = CodeField(N_("Kind of deposit"), Deposit, DEPOSIT_NAMES, N_("Say which kind of deposit it is."))
    deposit = FenField(N_("Deposit (yuan)"))
    promised_on = DateField(
        N_("Delivered at the latest on"), [Needed(N_("The contract names the latest day of delivery."))]
    )
    vin = text(N_("VIN"), 24)
    quotation = WholeField(N_("Quotation"))

    def validate_deposit(self, field: FenField) -> None:
        if field.data is None and not field.errors:
            field.data = 0
        elif field.data is not None and field.data < 0:
            raise ValidationError(N_("A deposit is not negative."))


class QuotationForm(PricedForm):
    model = text(N_("Model and equipment"), 80, N_("Which car is it about?"))
    valid_until = DateField(N_("Good until"), [Needed(N_("Until when is it good?"))])
    old_car = text(N_("Their car"), 60)
    old_km = WholeField(N_("Mileage (km)"))
    old_value = FenField(N_("Counts for (yuan)"))
    old_until = DateField(N_("This value is good until"))
    lender = text(N_("Bank or finance company"), 40)
    down = FenField(N_("Own money (yuan)"))
    months = WholeField(N_("Months"))
    rate_bp = RateField(N_("Interest a year (%)"))


class PromiseForm(Form):
    promised_on = DateField(
        N_("Delivered at the latest on"), [Needed(N_("The contract names the latest day of delivery."))]
    )
    vin = text(N_("VIN"), 24)
    version = WholeField(N_("Version"))


class CancelForm(Form):
    reason = CodeField(N_("Reason"), CancelReason, CANCEL_NAMES, N_("Choose the main reason."))
    note = text(N_("In your own words"), 200)
    written_on = DateField(N_("Date of the customer's letter"), [Needed(N_("Cancelling needs a written request."))])
    becomes = CodeField(N_("The lead afterwards"), Becomes, BECOMES_NAMES, N_("Say how the lead goes on."))
    competitor_brand = text(N_("Brand they buy instead"), 40)
    competitor_model = text(N_("Model"), 40)


class AnswerForm(Form):
    verdict = RadioField(
        N_("Decision"),
        choices=[
            SelectChoice(value=Verdict.APPROVED.value, label=N_("The order is cancelled")),
            SelectChoice(value=Verdict.REFUSED.value, label=N_("The order stands")),
        ],
        validate_choice=False,
    )
    refund = FenField(N_("Goes back to the customer (yuan)"))
    note = text(N_("In your own words"), 200)

    def validate_verdict(self, field: Field) -> None:
        if field.data not in (Verdict.APPROVED.value, Verdict.REFUSED.value):
            raise ValidationError(N_("Approve or refuse."))
        field.data = Verdict(field.data)


class DeliveryForm(Form):
    vin = text(N_("VIN"), 24, N_("The VIN stands on the car's papers."))
    plate = text(N_("Plate"), 16)
    energy = CodeField(N_("Drive"), Energy, ENERGY_NAMES, default=Energy.FUEL.value)
    mileage_km = WholeField(N_("Mileage (km)"), [Needed(N_("Read the mileage; a new car has a few kilometres."))])
    delivered_on = DateField(N_("Handed over on"), [Needed(N_("On which day?"))])
    checks = SelectMultipleField(
        N_("Gone through with the customer"),
        choices=[SelectChoice(value=one.value, label=CHECK_NAMES[one]) for one in Check],
        validate_choice=False,
    )
    left_out = text(N_("Still to be done"), 200)
    insured_until = DateField(N_("Insured until"))
    inspection_on = DateField(N_("First inspection"))
    wishes = text(N_("For after-sales"), 300, lines=2)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "energy": self.energy.data or Energy.FUEL}


class ChecksForm(Form):
    checks = SelectMultipleField(N_("Done since"), choices=[], validate_choice=False)


class PhotoForm(Form):
    photo = FileField(N_("Photo"))
    agreed = BooleanField(N_("The customer agrees to photos of the delivery"))

    def validate_photo(self, field: FileField) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError(N_("Take or choose a photo first."))

    def arguments(self) -> dict[str, Any]:
        return {"photo": self.photo.data.stream.read(MOST_BYTES + 1), "agreed": self.agreed.data}


class ReferralForm(Form):
    giver_phone = PhoneField(N_("Phone of who sent them"), [Needed(N_("Whose number is it?"))])
