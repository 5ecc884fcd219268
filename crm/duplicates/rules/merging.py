"""What one record of two says: which value is offered first, who looks after the customer, and the stricter consent.

Nothing is lost by a merge: what is not chosen stays in the history and comes back when the files are taken apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1
APART_DAYS = Number("duplicates.apart_days", 30, "d", N_("Merged files can be taken apart for"), 1, 90)
LATER_DAYS = Number("duplicates.later_days", 7, "d", N_("A pair put off comes back after"), 1, 90)
MERGE_SURE = Number("duplicates.merge_sure", 0, "on", N_("Merge near-certain pairs at night by itself"), 0, 1)

SENTENCES = sentences(
    {
        "merges.by_hand": N_("Seen by a person and merged"),
        "merges.sure": N_("{points} points, near certain: merged by itself at night"),
        "merges.owner_lost": N_("A customer of yours was filed twice; after the merge {owner} looks after them"),
    }
)


class State(StrEnum):
    """Where a suspected pair stands."""

    OPEN = "open"
    LATER = "later"
    NOT_SAME = "not_same"
    MERGED = "merged"
    UNLIKELY = "unlikely"  # a file was corrected, and nothing speaks for it any longer


KEEP, GONE = "keep", "gone"


@dataclass(frozen=True)
class Care:
    """Who looks after one of the two files, and since when. `leading`: 2 a signed order, 1 an open lead, 0 neither."""

    owner_id: int | None
    leading: int
    since: datetime


def first_owner(keep: Care, gone: Care) -> str:
    """Whose customer it stays unless a manager says otherwise: an order, then an open lead, then who was first."""
    if keep.owner_id is None or gone.owner_id is None:
        return GONE if keep.owner_id is None and gone.owner_id is not None else KEEP
    if keep.leading != gone.leading:
        return KEEP if keep.leading > gone.leading else GONE
    return GONE if gone.since < keep.since else KEEP


def owners_differ(keep: Care, gone: Care) -> bool:
    """True when somebody loses a customer by the merge: it asks for a reason, and they are told (T7)."""
    return keep.owner_id is not None and gone.owner_id is not None and keep.owner_id != gone.owner_id


def stricter(one: bool | None, other: bool | None) -> bool | None:
    """Consent never gets wider: a yes needs both, a no of either stays; None is nobody has asked (F-72)."""
    if one is False or other is False:
        return False
    return True if one and other else None


def closing(keep: bool | None, gone: bool | None) -> bool:
    """True when the kept file needs a line that closes this purpose, because it said more than both together may."""
    return stricter(keep, gone) is not True and (keep is True or (keep is None and gone is False))


def fuller_name(keep: str, gone: str) -> str:
    """The side whose name says more: 章晓雯 before 章, a name before none."""
    return GONE if len(gone.strip()) > len(keep.strip()) else KEEP


def newest(keep: Mapping[str, tuple[datetime, str]], gone: Mapping[str, tuple[datetime, str]], name: str) -> str:
    """The side that learnt a fact last."""
    if name not in keep or name not in gone:
        return KEEP if name in keep else GONE
    return GONE if gone[name][0] > keep[name][0] else KEEP
