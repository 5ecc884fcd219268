"""A card held against rows that it has never seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.grading.rules.card import Card
from crm.grading.rules.limits import GRADES
from crm.grading.rules.measures import Share, auc, ece, order_holds


@dataclass(frozen=True)
class Judged:
    """What became of each grade, and how well score and chance foretold it."""

    auc: float | None
    ece: float | None
    grades: dict[str, Share]
    n: int

    @property
    def verdict(self) -> str:
        return order_holds([self.grades[grade] for grade in GRADES])

    def figures(self) -> dict[str, object]:
        """The shape that --json prints."""

        def short(value: float | None) -> float | None:
            return None if value is None else round(value, 4)

        spans = {grade: share.interval for grade, share in self.grades.items()}
        return {
            "auc": short(self.auc),
            "conversion": {grade: short(share.rate) for grade, share in self.grades.items()},
            "share": {grade: round(share.n / self.n, 4) if self.n else 0.0 for grade, share in self.grades.items()},
            "ece": short(self.ece),
            "n": self.n,
            "interval": {grade: [short(low), short(high)] for grade, (low, high) in spans.items()},
            "rows": {grade: share.n for grade, share in self.grades.items()},
            "won": {grade: share.hits for grade, share in self.grades.items()},
            "order": self.verdict,
        }


def judge(card: Card, columns: Mapping[str, Sequence[str]], won: Sequence[int]) -> Judged:
    scores = card.scores(columns, len(won))
    seen = {grade: [0, 0] for grade in GRADES}
    for score, outcome in zip(scores, won, strict=True):
        row = seen[card.grade(score)]
        row[0] += outcome
        row[1] += 1
    grades = {grade: Share(hits, n) for grade, (hits, n) in seen.items()}
    return Judged(auc(scores, won), ece([card.chances.of(score) for score in scores], won), grades, len(won))
