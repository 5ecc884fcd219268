"""What is typed when a customer signs, steps back, or takes the car home."""

from __future__ import annotations

from typing import Any

from wtforms.validators import ValidationError

from crm.orders.rules import CANCEL_NAMES, DEPOSIT_NAMES, CancelReason, Deposit
from crm.shared.fields import CodeField, DateField, FenField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_
from crm.vehicles.rules import ENERGY_NAMES, Energy


class OrderForm(Form):
    model = text(N_("Model and equipment"), 80, N_("Which car was ordered?"))
    price = FenField(N_("Price (yuan)"), [Needed(N_("What is the price?"))])
    deposit_kind = CodeField(N_("Kind of deposit"), Deposit, DEPOSIT_NAMES, N_("Say which kind of deposit it is."))
    deposit = FenField(N_("Deposit (yuan)"))
    promised_on = DateField(N_("Delivery promised by"))

    def validate_price(self, field: FenField) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError(N_("The price is more than nothing."))

    def validate_deposit(self, field: FenField) -> None:
        if field.data is None and not field.errors:
            field.data = 0
        elif field.data is not None and field.data < 0:
            raise ValidationError(N_("A deposit is not negative."))


class CancelForm(Form):
    reason = CodeField(N_("Reason"), CancelReason, CANCEL_NAMES, N_("Choose the main reason."))
    note = text(N_("In your own words"), 200)


class DeliveryForm(Form):
    vin = text(N_("VIN"), 24, N_("The VIN stands on the car's papers."))
    plate = text(N_("Plate"), 16)
    energy = CodeField(N_("Drive"), Energy, ENERGY_NAMES, default=Energy.FUEL.value)
    mileage_km = WholeField(N_("Mileage (km)"), [Needed(N_("Read the mileage; a new car has a few kilometres."))])
    delivered_on = DateField(N_("Handed over on"), [Needed(N_("On which day?"))])

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "energy": self.energy.data or Energy.FUEL}
