"""What stands in the data beside the dictionary, its words, and what was done to it lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from crm.dictionaries.models import DictionaryEdit, DictionarySeen, DictionarySpelling, DictionaryWord
from crm.dictionaries.rules import fold
from crm.shared.db import db
from crm.staff.models import Staff

PAGE = 50


# ---- what stands in the data
def _known() -> Any:
    return and_(
        DictionarySpelling.store_id == DictionarySeen.store_id, DictionarySpelling.kind == DictionarySeen.kind,
        DictionarySpelling.key == DictionarySeen.key,
    )  # fmt: skip


def strange(store_id: int, kind: str | None = None) -> Any:
    """Spellings in the data that the dictionary does not know: one row for each, with the rows that hold it."""
    total = func.sum(DictionarySeen.rows)
    found = (
        select(DictionarySeen.kind, DictionarySeen.key, func.min(DictionarySeen.spelt).label("spelt"),
               total.label("rows"), func.count(DictionarySeen.spelt.distinct()).label("ways"))
        .outerjoin(DictionarySpelling, _known())
        .where(DictionarySeen.store_id == store_id, DictionarySpelling.id.is_(None))
        .group_by(DictionarySeen.kind, DictionarySeen.key)
    )  # fmt: skip
    return found.where(DictionarySeen.kind == kind) if kind else found


def unknown(store_id: int, kind: str, after: tuple[int, str] | None = None) -> Sequence[Any]:
    """The unknown spellings, those in most rows first; one more than a page."""
    table = strange(store_id, kind).subquery()
    found = select(table).order_by(table.c.rows.desc(), table.c.key).limit(PAGE + 1)
    if after is not None:
        rows, key = after
        found = found.where(or_(table.c.rows < rows, and_(table.c.rows == rows, table.c.key > key)))
    return db.session.execute(found).all()


def unknown_counts(store_id: int) -> dict[str, tuple[int, int]]:
    """For each kind how many spellings are unknown, and in how many rows they stand."""
    table = strange(store_id).subquery()
    found = select(table.c.kind, func.count(), func.sum(table.c.rows)).group_by(table.c.kind)
    return {kind: (int(n), int(rows)) for kind, n, rows in db.session.execute(found)}


def texts_of(store_id: int, kind: str, keys: Iterable[str], name: str) -> dict[str, list[str]]:
    """The spellings with these keys that stand in the data and are not the word itself, by place."""
    found: dict[str, list[str]] = {}
    mine = (
        DictionarySeen.store_id == store_id, DictionarySeen.kind == kind, DictionarySeen.key.in_(list(keys)),
        DictionarySeen.spelt != name,
    )  # fmt: skip
    seen = select(DictionarySeen.place, DictionarySeen.spelt).where(*mine).order_by(DictionarySeen.spelt)
    for place, spelt in db.session.execute(seen):
        found.setdefault(place, []).append(spelt)
    return found


# ---- the words themselves
def words(store_id: int, kind: str, after: tuple[str, int] | None = None) -> Sequence[Any]:
    """A page of words with how many rows hold each, and how many of those in another spelling."""
    one = DictionaryWord
    series = aliased(DictionaryWord)
    found = (
        select(one.id, one.name, one.code, one.version, series.name.label("series"))
        .outerjoin(series, series.id == one.series_id)
        .where(one.store_id == store_id, one.kind == kind)
        .order_by(one.name, one.id)
        .limit(PAGE + 1)
    )
    if after:
        name, last = after
        found = found.where(or_(one.name > name, and_(one.name == name, one.id > last)))
    return db.session.execute(found).all()


class Told(NamedTuple):
    """Beside a word: its other spellings, the rows that hold it, and those that write it otherwise."""

    also: list[str]
    rows: int
    otherwise: int


def told_of(store_id: int, names: dict[int, str]) -> dict[int, Told]:
    """What is told beside these words, by id: two statements for a whole page."""
    also: dict[int, list[str]] = {one: [] for one in names}
    spelt = select(DictionarySpelling.word_id, DictionarySpelling.spelt).where(DictionarySpelling.word_id.in_(names))
    others: Any = db.session.execute(spelt.order_by(DictionarySpelling.id))
    for word_id, text in others:
        if text != names[word_id]:
            also[word_id].append(text)
    counts = dict.fromkeys(names, (0, 0))
    seen = (
        select(DictionarySpelling.word_id, DictionarySeen.spelt, func.sum(DictionarySeen.rows))
        .join(DictionarySeen, _known())
        .where(DictionarySpelling.store_id == store_id, DictionarySpelling.word_id.in_(names))
        .group_by(DictionarySpelling.word_id, DictionarySeen.spelt)
    )
    listed: Any = db.session.execute(seen)
    for word_id, text, rows in listed:
        total, otherwise = counts[word_id]
        counts[word_id] = total + int(rows), otherwise + (int(rows) if text != names[word_id] else 0)
    return {one: Told(also[one], *counts[one]) for one in names}


def word_for(store_id: int, word_id: int) -> DictionaryWord | None:
    return db.session.scalar(
        select(DictionaryWord).where(DictionaryWord.id == word_id, DictionaryWord.store_id == store_id)
    )


def word_called(store_id: int, kind: str, text: str) -> DictionaryWord | None:
    """The word that a spelling stands for."""
    return db.session.scalar(
        select(DictionaryWord)
        .join(DictionarySpelling, DictionarySpelling.word_id == DictionaryWord.id)
        .where(DictionarySpelling.store_id == store_id, DictionarySpelling.kind == kind,
               DictionarySpelling.key == fold(text))
    )  # fmt: skip


def spellings_of(word_id: int) -> Sequence[DictionarySpelling]:
    mine = select(DictionarySpelling).where(DictionarySpelling.word_id == word_id)
    return db.session.scalars(mine.order_by(DictionarySpelling.id)).all()


def edit_for(store_id: int, edit_id: int) -> DictionaryEdit | None:
    return db.session.scalar(
        select(DictionaryEdit).where(DictionaryEdit.id == edit_id, DictionaryEdit.store_id == store_id)
    )


def edits(store_id: int, kind: str, limit: int = 8) -> Sequence[Any]:
    """What was done lately, newest first, with who did it."""
    one = DictionaryEdit
    found = (
        select(one.id, one.what, one.said, one.state, one.rows, one.left, one.at, Staff.name.label("by_name"),
               Staff.name_en.label("by_name_en"))
        .outerjoin(Staff, Staff.id == one.by_id)
        .where(one.store_id == store_id, one.kind == kind)
    )  # fmt: skip
    return db.session.execute(found.order_by(one.id.desc()).limit(limit)).all()
