"""How healthy the store's data is: what is looked for, in what words, and when a value cannot be right (R-607).

Each line of the page counts the rows of the list that it opens, and the list offers the fix beside each row.
"""

from __future__ import annotations

from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

STALE_MONTHS = Number("quality.stale_months", 24, "mon", N_("A file is stale when nobody has touched it for"), 3, 120)
PLATE_DAYS = Number("quality.plate_days", 60, "d", N_("A new car should have its plate after"), 10, 400)
UNDO_DAYS = Number("quality.undo_days", 30, "d", N_("A correction can be undone for"), 1, 30)
COUNTED = 1_000  # beyond that the page says 1,000+


class Subject(StrEnum):
    """What a finding is about."""

    CUSTOMER = "customer"
    CAR = "car"
    VISIT = "visit"  # to the workshop


class Check(StrEnum):
    """What is looked for, in the order of the page."""

    NO_PHONE = "no-phone"
    ODD_PHONE = "odd-phone"
    NO_NAME = "no-name"
    STALE = "stale"
    NO_VIN = "no-vin"
    ODD_VIN = "odd-vin"
    NO_PLATE = "no-plate"
    ODD_PLATE = "odd-plate"
    NO_MODEL = "no-model"
    BOUGHT_LATE = "bought-late"
    MILEAGE_DOWN = "mileage-down"
    MILEAGE_FAST = "mileage-fast"


NAMES = {
    Check.NO_PHONE: N_("Customers without a phone number"),
    Check.ODD_PHONE: N_("Phone numbers that cannot be anybody's"),
    Check.NO_NAME: N_("Customers without a name"),
    Check.STALE: N_("Files that nobody has touched for long"),
    Check.NO_VIN: N_("Cars with a plate and no VIN"),
    Check.ODD_VIN: N_("VINs with a wrong length or check digit"),
    Check.NO_PLATE: N_("Cars that still have no plate"),
    Check.ODD_PLATE: N_("Plates that do not look like one"),
    Check.NO_MODEL: N_("Cars without model and series"),
    Check.BOUGHT_LATE: N_("Bought after the first visit, or in the future"),
    Check.MILEAGE_DOWN: N_("Mileages that go down"),
    Check.MILEAGE_FAST: N_("Mileages that rise too fast"),
}
WHY = {  # what it costs, in a sentence
    Check.NO_PHONE: N_("Nobody can call them, and the next import files them again."),
    Check.ODD_PHONE: N_("All the same digit, or a number that is typed to get past the box."),
    Check.NO_NAME: N_("Ask at the next visit or call."),
    Check.STALE: N_("Say that the file is still right, or put it away."),
    Check.NO_VIN: N_("A plate changes hands; only the VIN stays with the car."),
    Check.ODD_VIN: N_("Mostly one sign was read wrong; the registration certificate has it."),
    Check.NO_PLATE: N_("The workshop looks a car up by its plate."),
    Check.ODD_PLATE: N_("The desk does not find the car by what stands on it."),
    Check.NO_MODEL: N_("Without the series the maintenance plan is a guess."),
    Check.BOUGHT_LATE: N_("Warranty and first maintenance are counted from this day."),
    Check.MILEAGE_DOWN: N_("One of the two readings is wrong, and the next maintenance with it."),
    Check.MILEAGE_FAST: N_("More kilometres a day than a car drives: a digit too many?"),
}
SUBJECTS = {
    **dict.fromkeys((Check.NO_PHONE, Check.ODD_PHONE, Check.NO_NAME, Check.STALE), Subject.CUSTOMER),
    **dict.fromkeys((Check.NO_VIN, Check.ODD_VIN, Check.NO_PLATE, Check.ODD_PLATE), Subject.CAR),
    **dict.fromkeys((Check.NO_MODEL, Check.BOUGHT_LATE), Subject.CAR),
    **dict.fromkeys((Check.MILEAGE_DOWN, Check.MILEAGE_FAST), Subject.VISIT),
}
OF_ALL = {Subject.CUSTOMER: N_("of %(n)s customers"), Subject.CAR: N_("of %(n)s cars"),
          Subject.VISIT: N_("of %(n)s visits")}  # fmt: skip
DUPLICATES = "duplicates"  # counted for the trend beside the checks


class Fix(StrEnum):
    """What a person does about a row on the spot."""

    PHONE = "phone"
    NAME = "name"
    VIN = "vin"
    PLATE = "plate"
    MODEL = "model"
    BOUGHT = "bought"
    READINGS = "readings"
    KEEP = "keep"  # still right, or put away


FIXES = {
    Check.NO_PHONE: Fix.PHONE, Check.ODD_PHONE: Fix.PHONE, Check.NO_NAME: Fix.NAME, Check.STALE: Fix.KEEP,
    Check.NO_VIN: Fix.VIN, Check.ODD_VIN: Fix.VIN, Check.NO_PLATE: Fix.PLATE, Check.ODD_PLATE: Fix.PLATE,
    Check.NO_MODEL: Fix.MODEL, Check.BOUGHT_LATE: Fix.BOUGHT, Check.MILEAGE_DOWN: Fix.READINGS,
    Check.MILEAGE_FAST: Fix.READINGS,
}  # fmt: skip


class Done(StrEnum):
    """What was done to one row or to several."""

    FIXED = "fixed"
    RIGHT = "right"
    AWAY = "away"


DONE_NAMES = {Done.FIXED: N_("Corrected"), Done.RIGHT: N_("Right as it is"), Done.AWAY: N_("Put away")}


def is_placeholder(phone: str) -> bool:
    """A number that is typed to get past the box: 13800138000, eight times the same digit, or a run of digits."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    tail = digits[-8:]
    return (
        len(digits) < 7
        or digits in ("13800138000", "13812345678", "13912345678")
        or len(set(tail)) == 1
        or tail in "0123456789012345678" or tail in "9876543210987654321"
    )  # fmt: skip
