"""The card as a file that a dealer can read and change: TOML, a line for each answer."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crm.grading.rules.answers import Answer, Question, said, shown
from crm.grading.rules.card import Card
from crm.grading.rules.chances import Chances
from crm.grading.rules.history import Unclear

HEAD = """\
# A point card: add up the points of the answers; the most frequent answer of each question is worth 0.
# The sum gives the grade ([grades]: from how many points on) and the chance ([chances]: of a customer with so many).
# An answer is a list of words, a range (from, below), empty = true, or other = true for anything else.
# Points, limits and sentences may be changed by hand; a column that a file does not have adds nothing.
"""


def write(card: Card) -> str:
    """The card's text."""
    lines = [HEAD, "[card]", f"outcome = {_text(card.outcome)}", f"won = {_text(card.won)}"]
    lines += [f"made_from_rows = {card.rows}  # the earlier two thirds of the history"]
    lines += [
        f"share_won = {card.share_won:.4f}",
        f"point_is = {card.point_is:g}  # log-odds that a point stands for",
        "",
    ]
    lines += ["[grades]", *(f"{grade} = {least}" for grade, least in zip("HAB", card.limits, strict=True))]
    lines += ["# C: everything below", ""]
    for question in card.questions:
        lines += ["[[question]]", f"column = {_text(question.column)}", "answers = ["]
        lines += [f"  {_answer(answer)}," for answer in question.answers]
        lines += ["]", ""]
    lines += ["[chances]", "steps = ["]
    lines += [f"  {{ from = {least:>3}, chance = {chance:.3f} }}," for least, chance in card.chances.steps]
    return "\n".join([*lines, "]", ""])


def _answer(answer: Answer) -> str:
    parts = [f"points = {answer.points:>3}"]
    if answer.words:
        parts.append(f"words = [{', '.join(map(_text, answer.words))}]")
    elif answer.empty:
        parts.append("empty = true")
    elif answer.ranged:
        parts += [f"from = {shown(answer.least)}"] if answer.least is not None else []
        parts += [f"below = {shown(answer.below)}"] if answer.below is not None else []
    else:
        parts.append("other = true")
    if answer.ranged and answer.least is None and answer.below is None:
        parts.append("number = true")
    return "{ " + ", ".join([*parts, f"sentence = {_text(answer.sentence)}"]) + " }"


def _text(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the one control character that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def read(path: Path) -> Card:
    """The card of a file; a sentence says what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unclear(f"{path} cannot be read: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Unclear(f"{path} is no point card: {error}.") from None
    try:
        return _card(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unclear(f"{path} is no point card: {_missing(error)}.") from None


def _missing(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _card(told: Mapping[str, Any]) -> Card:
    about, limits = told.get("card", {}), told["grades"]
    steps = sorted((int(step["from"]), float(step["chance"])) for step in told["chances"]["steps"])
    if not steps or not all(0 <= chance <= 1 for _least, chance in steps):
        raise ValueError("every chance lies between 0 and 1")
    h, a, b = (int(limits[grade]) for grade in "HAB")
    if not h >= a >= b:
        raise ValueError("H needs at least as many points as A, and A as B")
    return Card(
        outcome=str(about.get("outcome", "")), won=str(about.get("won", "")), rows=int(about.get("made_from_rows", 0)),
        questions=tuple(_questions(told["question"])), limits=(h, a, b), chances=Chances(tuple(steps)),
        share_won=float(about.get("share_won", 0)), point_is=float(about.get("point_is", 0)),
    )  # fmt: skip


def _questions(told: Iterable[Mapping[str, Any]]) -> Iterable[Question]:
    for one in told:
        column = str(one["column"])
        yield Question(column, [_told(column, answer) for answer in one["answers"]])


def _told(column: str, told: Mapping[str, Any]) -> Answer:
    low, high = told.get("from"), told.get("below")
    answer = Answer(
        words=tuple(map(str, told.get("words", ()))), empty=bool(told.get("empty")), points=int(told["points"]),
        least=None if low is None else float(low), below=None if high is None else float(high),
        ranged=low is not None or high is not None or bool(told.get("number")),
        sentence=str(told.get("sentence", "")),
    )  # fmt: skip
    return answer if answer.sentence else Answer(**{**answer.__dict__, "sentence": said(column, answer)})
