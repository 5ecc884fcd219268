"""Whether a sale was lost, or merely given up: four in ten losses are nobody's but the advisor's (F-15)."""

from __future__ import annotations

from collections.abc import Mapping

from crm.leads.rules.lost import LostReason, R
from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

CONTACTS_LEAST = Number(
    "leads.lost_contacts_least", 3, "", N_("Contacts that count before a loss is more than giving up (F-15)"), 1, 20
)

SENTENCES = sentences(
    {
        "leads.gave_up": N_(
            "Looks given up: nothing from outside has ended it, and {contacts} of at least {least} contacts counted."
        ),
        "leads.ended_outside": N_("Something outside our hands has ended it."),
        "leads.tried_enough": N_("{contacts} contacts counted; at least {least} are expected."),
    }
)

# What somebody else has decided, or what stands as a fact that can be looked up; UNREACHABLE has its own evidence.
OUTSIDE = frozenset(
    {
        R.COMPETITOR, R.SAME_BRAND_OTHER_STORE, R.USED_CAR_INSTEAD, R.FINANCE_REJECTED_OR_TERMS, R.PLATE_QUOTA,
        R.MOVED_AWAY, R.UNREACHABLE, R.INVALID_NUMBER, R.DUPLICATE, R.OPTED_OUT,
    }
)  # fmt: skip


def gave_up(reason: LostReason, contacts: int, numbers: Mapping[Number, int]) -> tuple[bool, Reason]:
    """Whether this loss is subjective, and why; `contacts` are calls that counted and visits to the showroom."""
    if reason in OUTSIDE:
        return False, Reason("leads.ended_outside")
    least = numbers[CONTACTS_LEAST]
    facts = {"contacts": contacts, "least": least}
    return (True, Reason("leads.gave_up", facts)) if contacts < least else (False, Reason("leads.tried_enough", facts))
