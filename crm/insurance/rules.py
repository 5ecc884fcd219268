"""Policies of a car: two kinds, one year each (F-45), and what makes two rows the same policy.

A car may run on its compulsory policy alone; the commercial one is what a renewal is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from crm.shared.numbers import Number
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_


class Cover(StrEnum):
    """The kind of a policy (险种)."""

    COMMERCIAL = "commercial"  # 商业险
    COMPULSORY = "compulsory"  # 交强险


COVER_NAMES = {Cover.COMMERCIAL: N_("Commercial insurance"), Cover.COMPULSORY: N_("Compulsory insurance")}

RENEWAL_DAYS = Number(
    "insurance.renewal_days", 45, "d", N_("A renewal is talked about so long before the policy runs out (F-45)"), 1, 120
)

SENTENCES = sentences(
    {
        "insurance.runs": N_("Runs until {until}."),
        "insurance.soon": N_("Runs out in {days} days."),
        "insurance.today": N_("Runs out today."),
        "insurance.over": N_("Ran out {days} days ago."),
    }
)

_COVERS = (
    (Cover.COMPULSORY, r"交强|强制|强险|compuls|tpl"),
    (Cover.COMMERCIAL, r"商业|车损|三者|商险|commer"),
)


def cover_of(said: str) -> Cover | None:
    """The kind of policy from the words of the file; None when they say nothing known, or both at once."""
    plain = said.casefold().strip()
    found = [cover for cover, words in _COVERS if re.search(words, plain)]
    return found[0] if len(found) == 1 else None


def plain_number(number: str) -> str:
    """A policy's number as it is compared: without spaces and hyphens, in capitals."""
    return re.sub(r"[^0-9A-Z\u4e00-\u9fff]", "", number.upper())


def natural_key(vehicle_id: int, cover: str, until_on: date, number_index: str = "") -> str:
    """What makes two rows the same policy: car and kind with its number (as blind index), or else with its last day."""
    return f"{vehicle_id}:{cover}:{number_index or until_on.isoformat()}"


class Ends(NamedTuple):
    """What is needed of a policy to say until when its car is insured."""

    cover: str
    until_on: date


def insured_until(policies: Iterable[Ends]) -> date | None:
    """Until when a car is insured: the last day of its newest commercial policy, or else of its compulsory one."""
    listed = list(policies)
    for cover in Cover:
        days = [one.until_on for one in listed if one.cover == cover]
        if days:
            return max(days)
    return None


def standing(until_on: date, today: date, soon_days: int) -> Reason:
    """How a policy stands today, in words."""
    left = (until_on - today).days
    if left < 0:
        return Reason("insurance.over", {"days": -left})
    if left == 0:
        return Reason("insurance.today", {})
    if left <= soon_days:
        return Reason("insurance.soon", {"days": left})
    return Reason("insurance.runs", {"until": until_on.isoformat()})


def year_before(until_on: date) -> date:
    """The first day of a policy of one year: 2026-03-05 to 2027-03-04."""
    try:
        return until_on.replace(year=until_on.year - 1) + timedelta(days=1)
    except ValueError:  # it ends on 29 February
        return date(until_on.year - 1, 3, 1)
