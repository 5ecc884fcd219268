"""When a car is due in the workshop: by date or by mileage, whichever comes first (R-305, R-307, F-44).

The plan belongs to the series; where a store has no plan of its own for a series, its settings are the plan.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import ceil
from typing import NamedTuple

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1

FIRST_MONTHS = Number("vehicles.first_months", 6, "mon", N_("First maintenance after so many months"), 1, 36)
FIRST_KM = Number("vehicles.first_km", 5_000, "km", N_("First maintenance at so many kilometres"), 500, 50_000)
NEXT_MONTHS = Number("vehicles.next_months", 6, "mon", N_("Later maintenance every so many months"), 1, 36)
NEXT_KM = Number("vehicles.next_km", 7_500, "km", N_("Later maintenance every so many kilometres"), 500, 50_000)
DAILY_KM = Number("vehicles.daily_km", 42, "km", N_("Kilometres a day while only one reading is known (F-44)"), 1, 500)
DAILY_KM_MOST = Number(
    "vehicles.daily_km_most", 600, "km", N_("More kilometres a day than this is a misreading"), 50, 2_000
)
WARRANTY_MONTHS = Number("vehicles.warranty_months", 36, "mon", N_("Warranty in months from delivery (F-47)"), 0, 240)
SANBAO_MONTHS = Number(
    "vehicles.sanbao_months", 24, "mon", N_("Three-guarantees period in months from delivery (F-47)"), 0, 240
)

SENTENCES = sentences(
    {
        "vehicles.first_by_date": N_("First maintenance {months} months after the purchase"),
        "vehicles.first_by_km": N_("First maintenance at {km} km, driving about {daily_km} km a day"),
        "vehicles.next_by_date": N_("{months} months after the last maintenance"),
        "vehicles.next_by_km": N_("At {km} km, driving about {daily_km} km a day"),
        "vehicles.told": N_("As the old system says; neither the purchase nor a maintenance is known"),
        "vehicles.due_unknown": N_("Neither the purchase nor a maintenance is known"),
    }
)


class Energy(StrEnum):
    """Decides the colour of the plate, and how oil counts."""

    FUEL = "fuel"
    NEV = "nev"


ENERGY_NAMES = {Energy.FUEL: N_("Petrol or diesel"), Energy.NEV: N_("New energy")}


@dataclass(frozen=True)
class Plan:
    """Maintenance intervals of a series; whichever of months and kilometres comes first."""

    first_months: int
    first_km: int
    next_months: int
    next_km: int


class Reading(NamedTuple):
    """A mileage seen on a day. `maintained`: that visit was a maintenance, the next interval starts there."""

    on: date
    km: int | None
    maintained: bool = False


class Due(NamedTuple):
    """`on` None means nothing is known to count from; `km` None means no mileage is known to count from."""

    on: date | None
    km: int | None
    reason: Reason


def plan_of(numbers: Mapping[Number, int]) -> Plan:
    """The store's own plan, for a series without a row."""
    return Plan(numbers[FIRST_MONTHS], numbers[FIRST_KM], numbers[NEXT_MONTHS], numbers[NEXT_KM])


def add_months(day: date, months: int) -> date:
    """The same day so many months later; 31 January and one month is the end of February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def daily_km(readings: Sequence[Reading], default: int, most: int) -> float:
    """Kilometres a day between the last two readings (F-44); `default` when they tell nothing sensible."""
    known = sorted({r.on: r.km for r in sorted(readings, key=_order) if r.km is not None}.items())
    if len(known) < 2:
        return default
    (before, km_before), (after, km_after) = known[-2:]
    rate = (km_after - km_before) / (after - before).days
    return rate if 0 < rate <= most else default


def next_due(
    plan: Plan, bought_on: date | None, readings: Sequence[Reading], numbers: Mapping[Number, int],
    told_on: date | None = None, told_km: int | None = None,
) -> Due:  # fmt: skip
    """The next maintenance and why (R-307): counted from the last maintenance, or from the purchase (R-305).

    What another system says (`told`) counts only where neither is known.
    """
    maintained = max((r for r in readings if r.maintained), key=_order, default=None)
    if maintained is not None:
        return _due("next", maintained.on, maintained.km, plan.next_months, plan.next_km, readings, numbers)
    if bought_on is not None:
        return _due("first", bought_on, 0, plan.first_months, plan.first_km, readings, numbers)
    if told_on is not None:
        return Due(told_on, told_km, Reason("vehicles.told"))
    return Due(None, None, Reason("vehicles.due_unknown"))


def _due(
    turn: str,
    base_on: date,
    base_km: int | None,
    months: int,
    km: int,
    readings: Sequence[Reading],
    numbers: Mapping[Number, int],
) -> Due:
    by_date = add_months(base_on, months)
    dated = Reason(f"vehicles.{turn}_by_date", {"months": months, "from": base_on.isoformat()})
    if base_km is None:
        return Due(by_date, None, dated)
    target = base_km + km
    seen = max((r for r in readings if r.km is not None), key=_order, default=Reading(base_on, base_km))
    rate = daily_km(readings, numbers[DAILY_KM], numbers[DAILY_KM_MOST])
    ahead = max(0, ceil((target - (seen.km or 0)) / rate))
    # Seen before the base (a mileage typed later for an older day) tells nothing about what is driven since.
    start = max(seen.on, base_on)
    by_km = start + timedelta(days=ahead) if ahead < (by_date - start).days else None
    if by_km is None or by_km >= by_date:
        return Due(by_date, target, dated)
    return Due(by_km, target, Reason(f"vehicles.{turn}_by_km", {"km": target, "daily_km": round(rate)}))


def _order(reading: Reading) -> tuple[date, int]:
    return (reading.on, reading.km or 0)
