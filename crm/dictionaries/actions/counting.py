"""What every store begins with, and the count of what stands in its data: each night and after an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from crm.dictionaries.actions.writing import at_once, count
from crm.dictionaries.models import DictionarySpelling, DictionaryWord, places
from crm.dictionaries.rules import USUAL, Word, fold
from crm.shared import settings
from crm.shared.db import db, insert_missing, insert_rows
from crm.shared.pour import next_ids
from crm.shared.stamp import Stamp
from crm.staff.actions import on_store_opened


def count_words(stamp: Stamp, checkpoint: Callable[[], None] = at_once) -> None:
    """Column by column; a store that has no word yet gets the usual ones."""
    has_words = select(DictionaryWord.id).where(DictionaryWord.store_id == stamp.store_id).limit(1)
    if db.session.scalar(has_words) is None:
        lay_out(stamp.store_id, stamp)
    for kind in Word:
        for place in places(kind):
            count(place, stamp.store_id)
            checkpoint()


@on_store_opened
def lay_out(store_id: int, stamp: Stamp) -> None:
    """Colours, insurers and sources are much the same everywhere; models and series are the store's own."""
    for kind, words in USUAL.items():
        add_words(store_id, kind, {name: also.split() for name, (_code, also) in words.items()}, stamp,
                  codes={name: code for name, (code, _also) in words.items()})  # fmt: skip


def add_words(
    store_id: int, kind: Word, words: Mapping[str, Sequence[str]], stamp: Stamp, *,
    series: Mapping[str, str] | None = None, codes: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Many words at once with their other spellings; one that is known by any spelling already is left alone."""
    mine = select(DictionarySpelling.key).where(
        DictionarySpelling.store_id == store_id, DictionarySpelling.kind == kind
    )
    taken = set(db.session.scalars(mine))
    fresh = {name: also for name, also in words.items() if fold(name) and fold(name) not in taken}
    beside = _ids_of(store_id, Word.SERIES) if series else {}
    ids = dict(zip(fresh, next_ids(DictionaryWord, len(fresh)), strict=True))
    insert_rows(DictionaryWord, [
        {
            "id": ids[name], "store_id": store_id, "kind": kind, "name": name, "version": 1,
            "code": (codes or {}).get(name, ""), "series_id": beside.get((series or {}).get(name, "")),
        }
        for name in fresh
    ])  # fmt: skip
    signed = {"store_id": store_id, "kind": kind, "by_id": stamp.by.id, "at": stamp.at}
    insert_missing(DictionarySpelling, [
        {**signed, "word_id": ids[name], "key": fold(spelt), "spelt": spelt}
        for first in (True, False) for name, also in fresh.items() for spelt in ([name] if first else also)
        if fold(spelt)
    ])  # fmt: skip
    settings.renew(store_id)
    return len(fresh)


def _ids_of(store_id: int, kind: Word) -> dict[str, int]:
    mine = select(DictionaryWord.name, DictionaryWord.id).where(
        DictionaryWord.store_id == store_id, DictionaryWord.kind == kind
    )
    return {row.name: row.id for row in db.session.execute(mine)}
