"""What the visits at other stores say about our cars (R-411 … R-413, the table R-710).

A car that was seen elsewhere and not here in the same time is gone to others; one that was seen at both goes back and
forth, and how often it was here says how much is left (R-412). Of the buyers of the time, a car without a plate was
most likely lost straight after the sale; that nothing was done on it here since then is counted beside it (A-30).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

SILENT_DAYS = Number(
    "elsewhere.silent_days",
    180,
    "d",
    N_("Seen in no workshop for so long: gone to an outside garage (R-411)"),
    30,
    1_000,
)


class Span(StrEnum):
    """Over which days is counted."""

    YEAR = "year"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"


SPAN_NAMES = {
    Span.YEAR: N_("Last 12 months"),
    Span.THIS_YEAR: N_("This calendar year"),
    Span.LAST_YEAR: N_("Last calendar year"),
}


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included, in the store's days."""

    span: Span
    first: date
    last: date


def period(span: Span, today: date) -> Period:
    """The days of a span; nothing is counted beyond today."""
    if span is Span.LAST_YEAR:
        return Period(span, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if span is Span.THIS_YEAR:
        return Period(span, date(today.year, 1, 1), today)
    return Period(span, today - timedelta(days=364), today)


class Group(StrEnum):
    """A figure of the table; each opens its cars."""

    SEEN = "seen"
    GONE = "gone"
    SILENT = "silent"
    RETURNS = "returns"
    ONCE = "here-1"
    TWICE = "here-2"
    THRICE = "here-3"
    FOUR = "here-4"
    OFTEN = "here-5"
    NEAR = "near"
    AWAY = "away"
    UNSAID = "unsaid"
    BUYERS = "buyers"
    PLATED = "plated"
    BARE = "bare"
    PLATED_NEVER = "plated-never"
    BARE_NEVER = "bare-never"
    UNKNOWN = "unknown"


GROUP_NAMES = {
    Group.SEEN: N_("Seen in other stores"),
    Group.GONE: N_("Not here in this time"),
    Group.SILENT: N_("Of these, seen nowhere for long"),
    Group.RETURNS: N_("Back and forth"),
    Group.ONCE: N_("Here once"),
    Group.TWICE: N_("Here twice"),
    Group.THRICE: N_("Here 3 times"),
    Group.FOUR: N_("Here 4 times"),
    Group.OFTEN: N_("Here 5 times or more"),
    Group.NEAR: N_("Within the region"),
    Group.AWAY: N_("Outside the region"),
    Group.UNSAID: N_("Region not said"),
    Group.BUYERS: N_("Bought here in this time"),
    Group.PLATED: N_("With a plate"),
    Group.BARE: N_("Without a plate"),
    Group.PLATED_NEVER: N_("With a plate, not here since the sale"),
    Group.BARE_NEVER: N_("Without a plate, not here since the sale"),
    Group.UNKNOWN: N_("Not on file"),
}
BY_VISITS = (Group.ONCE, Group.TWICE, Group.THRICE, Group.FOUR, Group.OFTEN)


def share(part: int, whole: int) -> int | None:
    """Per cent, or None of nothing."""
    return round(100 * part / whole) if whole else None


_OUTSIDE = re.compile(
    r"区域外|外省|外市|省外|市外|外地|外区|区外|非本|异地|跨区|外部|^外$|^否$|^n$|^no$|^0$|^false$|out|away"
)
_WITHIN = re.compile(r"区域内|省内|市内|本地|本区|区内|本市|同城|^内$|^是$|^y$|^yes$|^1$|^true$|^in$|within|same")


def in_region_of(said: str) -> bool | None:
    """In or out of the region, from the words of the maker's list; None when they say nothing known."""
    plain = said.casefold().strip()
    return False if _OUTSIDE.search(plain) else True if _WITHIN.search(plain) else None


def plain_store(name: str) -> str:
    """A store's name as it is compared: without spaces and brackets."""
    return re.sub(r"[\s()（）\[\]【】]", "", name).casefold()


def natural_key(vin_index: str, on_day: date, other_store: str) -> str:
    """What makes two rows the same visit: the car, the day and the store."""
    return f"{vin_index}:{on_day.isoformat()}:{plain_store(other_store)}"
