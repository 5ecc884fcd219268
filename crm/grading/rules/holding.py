"""Does the grading hold? What became of each grade, how right the points were on later leads, and better points.

Judged in time, never on shuffled rows: points are weighed on the earlier two thirds and examined on the later third.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from crm.grading.rules.chances import calibrate
from crm.grading.rules.landmark import Case
from crm.grading.rules.limits import GRADES, grade_of
from crm.grading.rules.measures import Share, auc, ece, order_holds
from crm.grading.rules.weighing import Numbers, scores, weigh
from crm.leads.rules import Grade
from crm.leads.rules.suggestion import LEAST
from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

RULE_VERSION = 1
LEAST_LEADS = Number(
    "grading.least_leads", 150, "", N_("Leads with a known outcome before points are proposed"), 60, 5000
)
LEAST_ORDERS = Number("grading.least_orders", 20, "", N_("Orders among them before points are proposed"), 10, 1000)
BETTER = 0.01  # AUC on later leads by which proposed points must win
SURE_OF_IT = 80  # and of a hundred samples drawn anew, in how many they must win
DRAWS = 200
GROUPS = 5
SENTENCES = sentences({"grading.checked": N_("{leads} leads with a known outcome, {orders} of them ordered")})
VERDICTS = {
    "holds": N_("Our grades hold: H buys more often than A, A than B, B than C"),
    "open": N_("The order of our grades is right, but chance could explain a step"),
    "broken": N_("Our grades do not hold: a lower grade buys more often than a higher one"),
    "few": N_("Too few outcomes yet to say whether our grades hold"),
}


def held(cases: Sequence[Case], numbers: Numbers) -> dict[str, Any]:
    """The figures of a check, as its row keeps them."""
    won = [case.won for case in cases]
    given = {grade: _share([case for case in cases if case.grade == grade]) for grade in GRADES}
    cut = len(cases) * 2 // 3
    early, late = cases[:cut], cases[cut:]
    found: dict[str, Any] = {
        "leads": len(cases), "orders": sum(won), "given": given,
        "ungraded": _share([case for case in cases if case.grade not in GRADES]),
        "verdict": _verdict(given), "card": None, "proposed": None, "points": {}, "better": False, "surer": 0,
        "later_from": late[0].on_day.isoformat() if late else None,
    }  # fmt: skip
    if not _enough(early, late, numbers):
        return found
    found["card"] = _examined(early, late, numbers)
    points = weigh(early, numbers)
    found["proposed"] = _examined(early, late, {**numbers, **points})
    found["points"] = {number.key: value for number, value in points.items() if numbers[number] != value}
    found["surer"] = _surer(scores(late, numbers), scores(late, {**numbers, **points}), [case.won for case in late])
    won_by = found["proposed"]["auc"] - found["card"]["auc"]
    found["better"] = bool(found["points"]) and won_by >= BETTER and found["surer"] >= SURE_OF_IT
    return found


def _enough(early: Sequence[Case], late: Sequence[Case], numbers: Numbers) -> bool:
    orders = sum(case.won for case in (*early, *late))
    if len(early) + len(late) < numbers[LEAST_LEADS] or orders < numbers[LEAST_ORDERS]:
        return False
    return all(5 <= sum(case.won for case in part) <= len(part) - 5 for part in (early, late))


def _verdict(given: dict[str, list[int]]) -> str:
    shares = [Share(*given[grade]) for grade in GRADES]
    return "few" if any(share.n < 5 for share in shares) else order_holds(shares)


def _share(cases: Sequence[Case]) -> list[int]:
    return [sum(case.won for case in cases), len(cases)]


def _examined(early: Sequence[Case], late: Sequence[Case], numbers: Numbers) -> dict[str, Any]:
    """A set of points on the later third; what a score's chance is comes from the earlier two thirds alone."""
    chances = calibrate(scores(early, numbers), [case.won for case in early])
    told, won = scores(late, numbers), [case.won for case in late]
    limits = numbers[LEAST[Grade.H]], numbers[LEAST[Grade.A]], numbers[LEAST[Grade.B]]
    grades = {grade: [0, 0] for grade in GRADES}
    for score, outcome in zip(told, won, strict=True):
        row = grades[grade_of(score, limits)]
        row[0] += outcome
        row[1] += 1
    foretold = [chances.of(score) for score in told]
    return {
        "auc": round(auc(told, won) or 0.5, 4), "ece": round(ece(foretold, won) or 0.0, 4), "grades": grades,
        "groups": _groups(foretold, won),
    }  # fmt: skip


def _surer(present: Sequence[int], proposed: Sequence[int], won: Sequence[int]) -> int:
    """Of a hundred samples drawn anew from the later leads, in how many the proposed points rank better: a lead that
    happened to buy must not carry the proposal alone."""
    dice, wins, drawn = Random(1), 0.0, 0  # noqa: S311 - always the same draws for the same leads
    for _draw in range(DRAWS):
        rows = dice.choices(range(len(won)), k=len(won))
        told = [won[row] for row in rows]
        one, other = auc([present[row] for row in rows], told), auc([proposed[row] for row in rows], told)
        if one is not None and other is not None:
            wins, drawn = wins + (other > one) + (other == one) / 2, drawn + 1
    return round(100 * wins / drawn) if drawn else 0


def _groups(foretold: Sequence[float], won: Sequence[int]) -> list[dict[str, Any]]:
    """Five equal groups by foretold chance: what was foretold, and what happened."""
    pairs = sorted(zip(foretold, won, strict=True))
    parts = [pairs[at * len(pairs) // GROUPS : (at + 1) * len(pairs) // GROUPS] for at in range(GROUPS)]
    return [
        {
            "foretold": round(sum(one[0] for one in part) / len(part), 4),
            "won": sum(one[1] for one in part),
            "n": len(part),
        }
        for part in parts
        if part
    ]
