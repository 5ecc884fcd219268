"""What wakes lost customers many at once: a price that came down, or a new model (R-236)."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from crm.leads.rules.lost import BRANCHES, LostReason, R
from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1
AT_ONCE = 500  # more than so many are woken by a worker, not while somebody waits

AHEAD_DAYS = Number("losses.occasion_ahead_days", 60, "d", N_("A price change may be entered ahead by"), 0, 365)

SENTENCES = sentences(
    {
        "losses.price_changed": N_("{model}: the price went from {old} to {new}. {note}"),
        "losses.new_model": N_("A new model is here: {model}. {note}"),
    }
)


class Kind(StrEnum):
    PRICE = "price"
    MODEL = "model"


KIND_NAMES: dict[str, str] = {Kind.PRICE: N_("A lower price"), Kind.MODEL: N_("A new model")}

# Whom each concerns unless marketing says otherwise: branches of the tree of reasons.
CONCERNS: dict[Kind, tuple[str, ...]] = {
    Kind.PRICE: ("price", "money", "need"),
    Kind.MODEL: ("product", "service", "need"),
}
NEVER = frozenset({R.OPTED_OUT, R.INVALID_NUMBER, R.DUPLICATE, R.NOT_A_BUYER})  # not for any price


def plain(text: str) -> str:
    """A model as it is compared: 澄野 Ｌ6 and 澄野l6 are one."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def name_to_find(kind: Kind, model: str, asked_for: str) -> str:
    """Which cars must have been asked for: those of that name; for a new model, which nobody could ask for, any."""
    return asked_for or (model if kind is Kind.PRICE else "")


def wrong_prices(kind: Kind, old_fen: int | None, new_fen: int | None) -> tuple[str, str] | None:
    """Why these prices are refused, as (field, sentence), or None."""
    if kind is not Kind.PRICE:
        return None
    if not old_fen or old_fen < 0:
        return "old_price", N_("What did it cost until now?")
    if not new_fen or new_fen < 0:
        return "new_price", N_("What does it cost from that day on?")
    if new_fen >= old_fen:
        return "new_price", N_("Only a lower price is a reason to call a customer again.")
    if 2 * new_fen < old_fen:
        return "new_price", N_("This is less than half the price. Check the number.")
    return None


def wrong_day(from_on: date, today: date, ahead_days: int) -> str | None:
    """Why this day is refused, or None."""
    if from_on < today:
        return N_("This day has gone by. Choose today or a later day.")
    if from_on > today + timedelta(days=ahead_days):
        return N_("This is too far ahead.")
    return None


def reasons_of(branches: Collection[str]) -> list[LostReason]:
    """The reasons of these branches (of all of them when none is named), without those that nobody is woken for."""
    return [
        reason
        for branch in BRANCHES
        if branch.code in branches or not branches
        for reason in branch.reasons
        if reason not in NEVER
    ]


def why(kind: Kind, model: str, old: str, new: str, note: str) -> Reason:
    """What the advisor reads before the call; prices come as they are shown."""
    if kind is Kind.PRICE:
        return Reason("losses.price_changed", {"model": model, "old": old, "new": new, "note": note})
    return Reason("losses.new_model", {"model": model, "note": note})
