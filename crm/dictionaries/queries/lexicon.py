"""Looking a word up in memory: for forms, and for the thousands of cells of an import."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crm.dictionaries.models import DictionarySpelling, DictionaryWord
from crm.dictionaries.rules import Word, fold, trimmed
from crm.shared import settings
from crm.shared.db import db

OFFERED = 200  # words in a picker
REMEMBERED = 20_000  # spellings that are not folded twice


class Entry(NamedTuple):
    name: str
    series: str
    code: str


class Lexicon:
    """A store's dictionary in memory. Ask for it once for a batch: `words = lexicon(store_id)`."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._entries: dict[tuple[str, str], Entry | None] = {}
        self._names: dict[str, list[str]] = {}
        self._met: dict[tuple[str, str], Entry | None] = {}
        self._kept: dict[tuple[str, str], str] = {}
        for row in rows:
            entry = Entry(row.name, row.series or "", row.code) if row.name is not None else None
            self._entries[row.kind, row.key] = entry
            if entry and row.key == fold(row.name):
                self._names.setdefault(row.kind, []).append(row.name)

    def _entry(self, kind: str, text: str | None) -> Entry | None:
        asked = str(kind), text or ""
        if asked not in self._met:
            if len(self._met) > REMEMBERED:
                self._met.clear()
            self._met[asked] = self._entries.get((asked[0], fold(asked[1])))
        return self._met[asked]

    def canonical(self, kind: str, text: str | None) -> str | None:
        """The word that counts, or None when the dictionary does not know this spelling."""
        entry = self._entry(kind, text)
        return entry.name if entry else None

    def kept(self, kind: str, text: str | None) -> str:
        """What is written down: the word that counts, else what was said, trimmed."""
        asked = str(kind), text or ""
        if asked not in self._kept:
            if len(self._kept) > REMEMBERED:
                self._kept.clear()
            self._kept[asked] = self.canonical(*asked) or trimmed(asked[1])
        return self._kept[asked]

    def series_of(self, model: str | None) -> str:
        """The series of a known model; "" when that is not known."""
        entry = self._entry(Word.MODEL, model)
        return entry.series if entry else ""

    def code_of(self, kind: str, text: str | None) -> str:
        """What a word stands for elsewhere: the channel of a source (F-06); "" when that is not known."""
        entry = self._entry(kind, text)
        return entry.code if entry else ""

    def names(self, kind: str) -> list[str]:
        """The words of a kind, for a picker."""
        return self._names.get(str(kind), [])[:OFFERED]


def lexicon(store_id: int) -> Lexicon:
    """The store's dictionary; no statement while nobody has changed it."""
    return settings.kept(store_id, "dictionary", _read)


def resolve(store_id: int, kind: str, text: str | None) -> str | None:
    """The word that counts for this spelling, or None (R-605)."""
    return lexicon(store_id).canonical(kind, text)


def _read(store_id: int) -> Lexicon:
    series = aliased(DictionaryWord)
    return Lexicon(
        db.session.execute(
            select(DictionarySpelling.kind, DictionarySpelling.key, DictionaryWord.name, DictionaryWord.code,
                   series.name.label("series"))
            .outerjoin(DictionaryWord, DictionaryWord.id == DictionarySpelling.word_id)
            .outerjoin(series, series.id == DictionaryWord.series_id)
            .where(DictionarySpelling.store_id == store_id)
            .order_by(DictionaryWord.name, DictionarySpelling.id)
        )
    )  # fmt: skip
