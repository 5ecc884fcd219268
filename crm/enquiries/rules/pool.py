"""The pool: enquiries that nobody answers yet, how many one person may take, and when the manager is called (A-37)."""

from __future__ import annotations

from collections.abc import Mapping

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

CLAIM_OPEN = Number("enquiries.claim_open", 5, "", N_("Claimed and unanswered at a time, per person"), 1, 50)
CLAIM_HOUR = Number("enquiries.claim_hour", 10, "", N_("Claims per person in an hour"), 1, 100)
CLAIM_DAY = Number("enquiries.claim_day", 40, "", N_("Claims per person in a day"), 1, 500)
UNASSIGNED_MINUTES = Number(
    "enquiries.unassigned_minutes", 30, "min", N_("The manager is called when nobody has taken a lead for (A-37)"),
    5, 480,
)  # fmt: skip

SENTENCES = sentences(
    {"enquiries.unassigned": N_("Nobody has taken this lead for {minutes} min of opening time (A-37)")}
)


def too_many(unanswered: int, hour: int, day: int, numbers: Mapping[Number, int]) -> tuple[str, int] | None:
    """Why this person may not claim another one, with the number of the limit; None: they may."""
    if unanswered >= numbers[CLAIM_OPEN]:
        return N_("You have %(n)s claimed enquiries without an answer. Answer one first."), numbers[CLAIM_OPEN]
    if hour >= numbers[CLAIM_HOUR]:
        return N_("You have claimed %(n)s in the last hour. Leave some to the others."), numbers[CLAIM_HOUR]
    if day >= numbers[CLAIM_DAY]:
        return N_("You have claimed %(n)s today. Leave some to the others."), numbers[CLAIM_DAY]
    return None
