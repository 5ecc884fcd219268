"""The day of delivery (R-237): what is gone through with the new owner, and which days follow from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_
from crm.vehicles.rules import add_months

ACCEPT_HOURS = Number("orders.accept_hours", 24, "h", N_("After-sales takes over a new owner within"), 1, 168)
INSURANCE_MONTHS = Number("orders.insurance_months", 12, "mon", N_("A new car's insurance runs for"), 1, 60)
PHOTO_DAYS = Number("orders.photo_days", 365, "d", N_("Photos of a delivery are erased after"), 1, 3_650)
PHOTOS_MOST = Number("orders.photos_most", 6, "", N_("Photos kept of one delivery"), 1, 20)
INSPECTION_MONTHS = Number("orders.inspection_months", 24, "mon", N_("A new car's first inspection mark after"), 6, 72)

SENTENCES = sentences({"orders.handed_over": N_("{name} has handed a car over.")})


class Check(StrEnum):
    """One point of the checklist."""

    CAR = "car"
    PAPERS = "papers"
    KEYS = "keys"
    DRIVING = "driving"
    WARRANTY = "warranty"
    SERVICE = "service"
    PERSON = "person"


CHECK_NAMES = {
    Check.CAR: N_("Looked at the car together: inside, outside, tools"),
    Check.PAPERS: N_("Invoice, certificate, insurance and plate papers handed over"),
    Check.KEYS: N_("All keys handed over"),
    Check.DRIVING: N_("Driving, screens and assistants explained"),
    Check.WARRANTY: N_("Warranty and three-guarantees explained"),
    Check.SERVICE: N_("First service, insurance and inspection days told"),
    Check.PERSON: N_("After-sales introduced: whom to call"),
}


def unticked(done: Collection[str]) -> list[Check]:
    """What was not gone through, in the order of the list."""
    return [item for item in Check if item not in done]


def days_of(delivered_on: date, numbers: Mapping[Number, int]) -> tuple[date, date]:
    """Insured until, and the day of the first inspection mark, unless the papers say otherwise."""
    insured = add_months(delivered_on, numbers[INSURANCE_MONTHS]) - timedelta(days=1)
    return insured, add_months(delivered_on, numbers[INSPECTION_MONTHS])
