"""What a car costs, part by part, and what a loan costs a month. Everything in whole fen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from crm.shared.numbers import Number
from crm.shared.words import N_

QUOTE_DAYS = Number("orders.quote_days", 7, "d", N_("A quotation is good for"), 1, 90)
LOAN_MONTHS_MOST = Number("orders.loan_months_most", 84, "mon", N_("A loan runs at most"), 12, 120)

PARTS = {  # what a price is made of, in the order in which it is added up; the discount goes off
    "car": N_("Car"),
    "equipment": N_("Equipment"),
    "discount": N_("Discount"),
    "tax": N_("Purchase tax"),
    "insurance": N_("Insurance"),
    "plates": N_("Plates"),
    "other": N_("Other fees"),
}
CONTRACT = ("car", "equipment", "discount")


def contract_fen(car: int, equipment: int, discount: int) -> int:
    """The price in the contract, which the limit of a legal deposit is counted from."""
    return car + equipment - discount


def on_top(parts: Mapping[str, int]) -> int:
    """What is paid along with the contract price until the car is on the road."""
    return sum(fen for name, fen in parts.items() if name in PARTS and name not in CONTRACT)


def monthly_fen(loan_fen: int, months: int, rate_bp: int) -> int:
    """The equal monthly rate of a loan, rounded to the fen; without interest the loan in equal parts."""
    loan = Decimal(loan_fen)
    if rate_bp == 0:
        exact = loan / months
    else:
        rate = Decimal(rate_bp) / 120_000
        exact = loan * rate / (1 - (1 + rate) ** -months)
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))
