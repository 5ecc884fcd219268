"""The dictionary as rows: words, their spellings, what stands in the store's data, and what was done to both."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.dictionaries.rules import Word
from crm.shared.db import BIG, WORD, Base, Id, Json, Ref, Stamped, StoreRow, Versioned


class DictionaryWord(StoreRow, Versioned, Base):
    """The one word that counts. A model may belong to a series; a source counts under a channel (F-06)."""

    __tablename__ = "dictionary_words"
    __table_args__ = (Index("ix_dictionary_words_list", "store_id", "kind", "name"),)
    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(WORD)
    series_id: Mapped[Ref | None] = mapped_column(ForeignKey("dictionary_words.id"))
    code: Mapped[str] = mapped_column(default="")


class DictionarySpelling(StoreRow, Stamped, Base):
    """A way to write a word, the word itself included; without a word it is left as it stands, on purpose."""

    __tablename__ = "dictionary_spellings"
    __table_args__ = (
        UniqueConstraint("store_id", "kind", "key"),
        Index("ix_dictionary_spellings_word", "word_id"),
    )
    id: Mapped[Id]
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(WORD)
    spelt: Mapped[str]
    word_id: Mapped[Ref | None] = mapped_column(ForeignKey("dictionary_words.id"))


class DictionarySeen(Base):
    """What stands in a column of the store's data, and in how many rows; counted at night and after an import."""

    __tablename__ = "dictionary_seen"
    __table_args__ = (Index("ix_dictionary_seen_key", "store_id", "kind", "key"), {"sqlite_with_rowid": False})
    store_id: Mapped[int] = mapped_column(BIG, ForeignKey("stores.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(WORD, primary_key=True)
    place: Mapped[str] = mapped_column(WORD, primary_key=True)  # table.column
    spelt: Mapped[str] = mapped_column(WORD, primary_key=True)
    key: Mapped[str] = mapped_column(WORD)
    rows: Mapped[int]


class DictionaryEdit(StoreRow, Stamped, Base):
    """Something that was done to the dictionary; its batches stand in the journal, so it can be taken back."""

    __tablename__ = "dictionary_edits"
    __table_args__ = (Index("ix_dictionary_edits_at", "store_id", "kind", "id"),)
    id: Mapped[Id]
    kind: Mapped[str]
    what: Mapped[str]
    said: Mapped[str]  # the words concerned; words of the trade, never a person's
    word_id: Mapped[int | None] = mapped_column(BIG)  # no key: an undo may take the word away
    state: Mapped[str]
    texts: Mapped[Json]  # the spellings that are replaced in the data, by place
    batches: Mapped[Json]  # of the journal, in the order in which they were made
    rows: Mapped[int] = mapped_column(default=0)  # of the store's data
    left: Mapped[int] = mapped_column(default=0)  # rows that somebody had changed since: an undo left them


class Place(NamedTuple):
    """A column that holds words of one kind. `series`: the column beside it that a known model fills in.
    `once`: the column is unique in a store, so a row stays where the word has one already. `codes`: values that are
    codes of the program and no words."""

    kind: Word
    table: str
    column: str
    series: str
    once: bool
    codes: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    @property
    def of(self) -> Table:
        return Base.metadata.tables[self.table]


PLACES: dict[str, Place] = {}


def spoken(
    kind: str, table: str, column: str, *, series: str = "", once: bool = False, codes: Iterable[str] = ()
) -> None:
    """Say that a column holds words of a kind: a feature does so once, beside its own model."""
    place = Place(Word(kind), table, column, series, once, frozenset(codes))
    PLACES[place.name] = place


def places(kind: str) -> list[Place]:
    """The columns of a kind whose tables are there (tests may load a few features only)."""
    return [one for one in PLACES.values() if one.kind == kind and _there(one)]


def _there(place: Place) -> Any:
    table = Base.metadata.tables.get(place.table)
    return table is not None and place.column in table.c
