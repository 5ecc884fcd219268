"""Who may take the wheel: the class of the licence, how long it has been held, and till when it is valid (F-19).

A ride (试乘) is not a drive (试驾): only the second needs a licence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_
from crm.vehicles.rules import add_months

LICENCE_MONTHS = Number(
    "drives.licence_months", 12, "mon", N_("Who drives has held the licence for at least (F-19)"), 0, 120
)

SENTENCES = sentences(
    {
        "drives.class": N_("This car needs class C1 or higher; {licence} does not allow it."),
        "drives.manual": N_("{licence} is for automatic cars only; this car has a manual gearbox."),
        "drives.young": N_("Held since {since}: less than {months} months. They may ride along instead."),
        "drives.not_yet": N_("This date is still to come."),
        "drives.expired": N_("The licence has expired on {until}. They may ride along instead."),
    }
)


class Licence(StrEnum):
    """Classes of a driving licence that people show; what each allows stands in ALLOWS."""

    C1 = "C1"
    C2 = "C2"
    A1 = "A1"
    A2 = "A2"
    A3 = "A3"
    B1 = "B1"
    B2 = "B2"
    OTHER = "other"


LICENCE_NAMES = {one: one.value if one is not Licence.OTHER else N_("Another class") for one in Licence}
CARS = frozenset(Licence) - {Licence.OTHER}  # every one of these includes small cars
ONLY_AUTOMATIC = frozenset({Licence.C2})


@dataclass(frozen=True)
class Shown:
    """The licence as the person at the counter reads it."""

    licence: Licence
    since: date
    until: date | None = None  # None: valid without an end


def why_not_drive(
    shown: Shown, automatic: bool, on_day: date, numbers: Mapping[Number, int]
) -> tuple[str, Reason] | None:
    """The field and the reason why this licence is not enough for this car on this day, or None."""
    months = numbers[LICENCE_MONTHS]
    if shown.licence not in CARS:
        return "licence_class", Reason("drives.class", {"licence": shown.licence.value})
    if shown.licence in ONLY_AUTOMATIC and not automatic:
        return "licence_class", Reason("drives.manual", {"licence": shown.licence.value})
    if shown.since > on_day:
        return "licence_since_on", Reason("drives.not_yet")
    if shown.until is not None and shown.until < on_day:
        return "licence_until_on", Reason("drives.expired", {"until": shown.until.isoformat()})
    if add_months(shown.since, months) > on_day:
        return "licence_since_on", Reason("drives.young", {"since": shown.since.isoformat(), "months": months})
    return None
