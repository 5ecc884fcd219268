"""When a lead may rest, and for how long; its age goes on meanwhile (A-06, A-36)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from crm.shared.numbers import Number
from crm.shared.words import N_

FREEZE_MOST_DAYS = Number("leads.freeze_most_days", 180, "d", N_("A lead may rest for at most"), 14, 730)
FROZEN = "frozen"  # `Lead.next_rule` while it rests


def why_not_rest(until_on: date, today: date, numbers: Mapping[Number, int]) -> str | None:
    """The sentence under the date, or None."""
    if until_on <= today:
        return N_("It rests until tomorrow at least.")
    if until_on > today + timedelta(days=numbers[FREEZE_MOST_DAYS]):
        return N_("Nobody rests as long as that. Choose an earlier day, or give it up as lost with a date.")
    return None
