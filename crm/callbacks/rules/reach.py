"""May this customer be called now, and when is somebody who is not reached tried again (F-42, F-62, F-63, R-227).

Calls that did not count are kept on the task as letters: one per part of the day, a stroke between rounds ("mae/m").
A round is over when every part of the day was tried; after the last round a call is no longer the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crm.callbacks.rules.contact import BAND_NAMES, CALLS_A_DAY, Band, band, hours_hint
from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1
ROUNDS = Number("callbacks.rounds", 3, "", N_("Rounds of calls to a customer who is not reached (F-42)"), 1, 9)
STROKE = "/"

SENTENCES = sentences(
    {
        "callbacks.enough_today": N_("Called {n} times today already; that is enough for one day."),
        "callbacks.unreached": N_(
            "Not reached in {rounds} rounds of calls. Write a message, or apply to count the lead as lost."
        ),
    }
)


def tried_again(tried: str, part: Band) -> str:
    """The letters after one more call that reached nobody."""
    if not untried_in(tried):
        return tried + STROKE + part.value
    return tried if part.value in this_round(tried) else tried + part.value


def this_round(tried: str) -> str:
    """The letters of the round that is being made."""
    return tried.rpartition(STROKE)[2]


def untried_in(tried: str) -> list[Band]:
    """The parts of the day that this round still lacks."""
    return [one for one in Band if one.value not in this_round(tried)]


def next_bands(tried: str) -> list[Band]:
    """Where to try next: what the round lacks, or a new round from its beginning."""
    return untried_in(tried) or list(Band)


def rounds_made(tried: str) -> int:
    """Rounds in which every part of the day was tried."""
    return sum(len(set(one)) == len(Band) for one in tried.split(STROKE))


def against(local: datetime, calls_today: int, tried: str, numbers: Mapping[Number, int]) -> Reason | None:
    """The first rule that speaks against calling this customer now, or None; a person may say why all the same."""
    hours = hours_hint(local, numbers)
    if hours is not None:
        return hours
    if calls_today >= numbers[CALLS_A_DAY]:
        return Reason("callbacks.enough_today", {"n": calls_today})
    if rounds_made(tried) >= numbers[ROUNDS]:
        return Reason("callbacks.unreached", {"rounds": numbers[ROUNDS]})
    return None


def better_later(local: datetime, tried: str, numbers: Mapping[Number, int]) -> Band | None:
    """Another part of the day when this one was tried in the round already; a hint, not a refusal."""
    now = band(local, numbers)
    return next_bands(tried)[0] if now not in next_bands(tried) else None


__all__ = [
    "BAND_NAMES", "ROUNDS", "against", "better_later", "next_bands", "rounds_made", "this_round", "tried_again",
    "untried_in",
]  # fmt: skip
