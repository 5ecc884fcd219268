"""The point card: a few questions, whole points for each answer, the limits of the grades and the chance of a score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from crm.grading.rules.answers import Answer, Question, said
from crm.grading.rules.chances import Chances
from crm.grading.rules.limits import Limits, grade_of


@dataclass(frozen=True)
class Card:
    """What stands on the card. `rows` and `share_won` tell of the history it was made from."""

    outcome: str
    won: str
    questions: tuple[Question, ...]
    limits: Limits
    chances: Chances
    rows: int = 0
    share_won: float = 0.0
    point_is: float = 0.0

    def scores(self, columns: Mapping[str, Sequence[str]], rows: int) -> list[int]:
        """The score of every row. A column that is not there adds nothing, for or against."""
        total = [0] * rows
        for question in self.questions:
            cells = columns.get(question.column)
            if cells is not None:
                worth = [*(answer.points for answer in question.answers), 0]  # the last for -1: no answer fits
                total = [one + worth[code] for one, code in zip(total, question.codes(cells), strict=True)]
        return total

    def grade(self, score: int) -> str:
        return grade_of(score, self.limits)

    def missing(self, columns: Mapping[str, Sequence[str]]) -> list[str]:
        return [question.column for question in self.questions if question.column not in columns]


def worded(question: Question, points: Sequence[int]) -> Question | None:
    """The question with its points: answers worth the same are one line; None when all are worth nothing."""
    if not any(points):
        return None
    merged: list[Answer] = []
    for answer, worth in zip(question.answers, points, strict=True):
        same = next((at for at, other in enumerate(merged) if _one_line(other, answer, worth)), None)
        if same is None:
            merged.append(replace(answer, points=worth))
        elif answer.words:
            merged[same] = replace(merged[same], words=merged[same].words + answer.words)
        else:
            merged[same] = replace(merged[same], below=answer.below)
    whole = all(edge is None or edge == int(edge) for one in merged for edge in (one.least, one.below))
    told = [replace(answer, sentence=said(question.column, answer, whole)) for answer in merged]
    return Question(question.column, sorted(told, key=_order))


def _one_line(known: Answer, answer: Answer, worth: int) -> bool:
    if known.points != worth:
        return False
    if known.words and answer.words:
        return True
    return known.ranged and answer.ranged and known.below == answer.least


def _order(answer: Answer) -> tuple[bool, bool, int, float]:
    """Ranges from low to high, then words from most to least, then the rest and the unanswered."""
    low = answer.least if answer.least is not None else float("-inf")
    return not answer.ranged, not answer.words, 0 if answer.ranged else -answer.points, low
