"""The month's losses in figures: what was missing in the price, who decides how, and how much was merely given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1
STEPS_FEN = (200_000, 500_000, 1_000_000, 2_000_000)  # steps of the price gap that people think in

SENTENCES = sentences(
    {
        "losses.not_decided": N_("Nobody has decided it within {hours} hours."),
        "losses.sent_back": N_("It goes on with you; the words stand on its next call."),
    }
)


def month_of(text: str, today: date) -> date:
    """The first day of a month written as 2026-11; this month when it cannot be read or is still to come."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        first = today
    first = first.replace(day=1)
    return min(first, today.replace(day=1)) if first.year >= 2000 else today.replace(day=1)


def before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=32)).replace(day=1)


@dataclass(frozen=True)
class Gaps:
    """How much cheaper the others were, where it was told: `covered` says how many each step would have made up for."""

    told: int
    middle_fen: int
    most_fen: int
    covered: Sequence[tuple[int, int]]


def gaps(told_fen: Iterable[int]) -> Gaps | None:
    """From the gaps as they are stored (theirs minus ours); those where the others were dearer say nothing."""
    missing = sorted(-gap for gap in told_fen if gap < 0)
    if not missing:
        return None
    steps = [(step, sum(gap <= step for gap in missing)) for step in STEPS_FEN]
    return Gaps(len(missing), int(median(missing)), missing[-1], steps)


def share(part: int, whole: int) -> int:
    """Whole per cent; nothing of nothing is none."""
    return round(100 * part / whole) if whole else 0
