"""A point card from history: cut the columns, choose the questions, weigh, round, set limits and chances.

Only the earlier two thirds take part. The later third judges the card and teaches it nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from crm.grading.rules.answers import Question
from crm.grading.rules.card import Card, worded
from crm.grading.rules.chances import calibrate
from crm.grading.rules.choosing import MOST_QUESTIONS, Column, choose
from crm.grading.rules.columns import LeftOut, Suspicion, questions_of, suspicion
from crm.grading.rules.limits import limits_for
from crm.grading.rules.logistic import Codes, Fit, Weights, odds_for
from crm.grading.rules.points import most_frequent, rounded

FOLDS = 4
FLATTERED = 30_000  # with more rows a card no longer flatters itself noticeably
FEWEST = 30
FEWEST_OF_EACH = 8


class TooLittle(Exception):
    """The history cannot carry a card; the text says why."""


@dataclass
class Fitted:
    """The card, what is not on it, and what looks too good to be true."""

    card: Card
    left_out: list[LeftOut] = field(default_factory=list)
    suspicions: list[Suspicion] = field(default_factory=list)


@dataclass(frozen=True)
class _Chosen:
    questions: list[Question]
    columns: list[Column]
    ridge: float


def fit_card(
    columns: Mapping[str, Sequence[str]], won: Sequence[int], *, outcome: str, yes: str, most: int = MOST_QUESTIONS
) -> Fitted:
    """The card of some rows in their order in time, none of them a row that will judge it."""
    if len(won) < FEWEST or min(sum(won), len(won) - sum(won)) < FEWEST_OF_EACH:
        raise TooLittle(
            f"The earlier two thirds hold {len(won)} rows, {sum(won)} of them won; "
            f"a card needs {FEWEST} rows, {FEWEST_OF_EACH} won and {FEWEST_OF_EACH} not won."
        )
    questions, left_out = questions_of({name: list(cells) for name, cells in columns.items()})
    coded = [Column(one.codes(columns[one.column]), len(one.answers)) for one in questions]
    doubts = [
        found for one, column in zip(questions, coded, strict=True) if (found := suspicion(one, column.codes, won))
    ]
    places, ridge = choose(coded, won, most)
    if not places:
        raise TooLittle("No column of this file foretells the outcome of later rows.")
    chosen = _Chosen([questions[at] for at in places], [coded[at] for at in places], ridge)
    card = _card(chosen, won, outcome, yes)
    asked = {one.column for one in card.questions}
    left_out += [LeftOut(one.column, "it adds nothing to the others") for one in questions if one.column not in asked]
    return Fitted(card, left_out, doubts)


def _card(chosen: _Chosen, won: Sequence[int], outcome: str, yes: str) -> Card:
    codes = [column.codes for column in chosen.columns]
    points, unit = rounded(_weigh(chosen, codes, won), codes, won)
    asked = [worded(question, worth) for question, worth in zip(chosen.questions, points, strict=True)]
    scores = _honest_scores(chosen, won, points, unit)
    return Card(
        outcome=outcome, won=yes, questions=tuple(one for one in asked if one), limits=limits_for(scores, won),
        chances=calibrate(scores, won), rows=len(won), share_won=sum(won) / len(won), point_is=unit,
    )  # fmt: skip


def _weigh(chosen: _Chosen, codes: Sequence[Codes], won: Sequence[int]) -> Weights:
    fit = Fit(won, chosen.ridge)
    for column, answers in zip(chosen.columns, codes, strict=True):
        fit.add(answers, column.size)
    fit.run(40)
    return fit.weights


def _honest_scores(chosen: _Chosen, won: Sequence[int], points: Sequence[Sequence[int]], unit: float) -> list[int]:
    """Each row's score by points that it did not help to find: quarters of the rows are scored by the other three.
    With very many rows the card's own points are as honest."""
    if len(won) > FLATTERED:
        return _totals(points, [column.codes for column in chosen.columns], len(won))
    scores = [0] * len(won)
    usual = [most_frequent(column.codes) for column in chosen.columns]
    for fold in range(FOLDS):
        inside = [row for row in range(len(won)) if row % FOLDS != fold]
        outside = range(fold, len(won), FOLDS)
        told = [won[row] for row in inside]
        if not 0 < sum(told) < len(told):
            return _totals(points, [column.codes for column in chosen.columns], len(won))
        weights = _weigh(chosen, [column.some(inside) for column in chosen.columns], told)
        weights.answers = [_anchored(new, common) for new, common in zip(weights.answers, usual, strict=True)]
        held = [column.some(outside) for column in chosen.columns]
        weights.base = 0.0
        for row, odds in zip(outside, odds_for(weights, held, len(outside)), strict=True):
            scores[row] = round(odds / unit)
    return scores


def _anchored(weights: Sequence[float], common: int) -> list[float]:
    """Weights counted from the same answer as the card's points: the most frequent, which is worth nothing."""
    return [weight - weights[common] for weight in weights]


def _totals(points: Sequence[Sequence[int]], codes: Sequence[Codes], rows: int) -> list[int]:
    total = [0] * rows
    for answers, worth in zip(codes, points, strict=True):
        total = [one + worth[code] for one, code in zip(total, answers, strict=True)]
    return total
