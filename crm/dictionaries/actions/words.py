"""Taking words in, changing them, and saying which spelling means which word; every step can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from crm.dictionaries.actions.writing import begin
from crm.dictionaries.models import DictionaryEdit, DictionarySeen, DictionarySpelling, DictionaryWord
from crm.dictionaries.queries import listing
from crm.dictionaries.rules import State, What, Word, fold, spellings, trimmed
from crm.shared import journal
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def add_word(
    *, kind: Word, name: str, also: str = "", series: str = "", code: str = "", everywhere: bool = True, stamp: Stamp
) -> DictionaryEdit:
    """A new word with its other spellings; rows that have one of those now get the word."""
    name, others = trimmed(name), spellings(also)
    _refuse_taken(stamp.store_id, kind, [name, *others], None)
    with journal.batch("dictionary", stamp) as batch:
        belongs = _series(batch, kind, series, stamp)
        word_id = _insert(batch, kind, name, [name, *others], stamp, series_id=belongs, code=code)
    return _edit(What.ADDED, kind, name, word_id, batch, [name, *others] if everywhere else [], stamp)


def change_word(
    word: DictionaryWord, *, name: str, also: str = "", series: str = "", code: str = "", everywhere: bool = True,
    version: int | None = None, stamp: Stamp, **_more: Any,
) -> DictionaryEdit:  # fmt: skip
    """Another name, other spellings, another series; the old name stays one of the spellings."""
    expect_version(word, version, name=word.name)
    kind, name = Word(word.kind), trimmed(name)
    wanted = list(dict.fromkeys([name, *spellings(also), word.name]))
    _refuse_taken(word.store_id, kind, wanted, word.id)
    keys = [fold(one) for one in wanted]
    number, own = word.id, DictionarySpelling.word_id == word.id
    with journal.batch("dictionary", stamp) as batch:
        belongs = _series(batch, kind, series, stamp)
        values = {"name": name, "series_id": belongs, "code": code}
        batch.update(DictionaryWord, DictionaryWord.id == number, values)
        batch.delete(DictionarySpelling, own & DictionarySpelling.key.not_in(keys))
        standing = set(db.session.scalars(select(DictionarySpelling.key).where(own)))
        _spell(batch, kind, number, [one for one in wanted if fold(one) not in standing], stamp)
    return _edit(What.CHANGED, kind, name, number, batch, wanted if everywhere else [], stamp)


def remove_word(word: DictionaryWord, *, version: int | None = None, stamp: Stamp) -> DictionaryEdit:
    """Out of the dictionary; the data keeps what it says."""
    expect_version(word, version, name=word.name)
    kind, name, number = Word(word.kind), word.name, word.id
    with journal.batch("dictionary", stamp) as batch:
        batch.update(DictionaryWord, DictionaryWord.series_id == number, {"series_id": None})
        batch.delete(DictionarySpelling, DictionarySpelling.word_id == number)
        batch.delete(DictionaryWord, DictionaryWord.id == number)
    return _edit(What.REMOVED, kind, name, None, batch, [], stamp)


def map_spelling(*, kind: Word, key: str, name: str, everywhere: bool = True, stamp: Stamp) -> DictionaryEdit:
    """An unknown spelling means this word, in every row and from now on (R-605)."""
    seen = _seen(stamp.store_id, kind, [key])
    if not seen:
        raise Refused(_("This spelling is no longer in the data."))
    word = listing.word_called(stamp.store_id, kind, name)
    if word is None:
        raise Refused(_("The dictionary has no such word. Take it in first."), "name")
    number, called = word.id, word.name
    with journal.batch("dictionary", stamp) as batch:
        _spell(batch, kind, number, list(seen.values()), stamp)
    said = f"{seen[key]} → {called}"
    return _edit(What.MAPPED, kind, said, number, batch, list(seen.values()) if everywhere else [], stamp)


def take_in(*, kind: Word, keys: Sequence[str], stamp: Stamp) -> DictionaryEdit:
    """These spellings are right: each becomes a word of its own."""
    seen = _seen(stamp.store_id, kind, keys)
    if not seen:
        raise Refused(_("Tick at least one spelling that is right."), "keys")
    with journal.batch("dictionary", stamp) as batch:
        for spelt in seen.values():
            _insert(batch, kind, trimmed(spelt), [trimmed(spelt)], stamp)
    said = "、".join(list(seen.values())[:3]) + (" …" if len(seen) > 3 else "")
    return _edit(What.ADDED, kind, said, None, batch, [], stamp)


def leave_alone(*, kind: Word, keys: Sequence[str], stamp: Stamp) -> DictionaryEdit:
    """These are no words and mean none: they stay as they stand and are not asked about again."""
    seen = _seen(stamp.store_id, kind, keys)
    if not seen:
        raise Refused(_("Tick at least one spelling."), "keys")
    with journal.batch("dictionary", stamp) as batch:
        _spell(batch, kind, None, list(seen.values()), stamp)
    said = "、".join(list(seen.values())[:3]) + (" …" if len(seen) > 3 else "")
    return _edit(What.LEFT, kind, said, None, batch, [], stamp)


def write_everywhere(word: DictionaryWord, *, version: int | None = None, stamp: Stamp) -> DictionaryEdit:
    """Every row that writes the word otherwise gets the word itself."""
    expect_version(word, version, name=word.name)
    known = [row.spelt for row in listing.spellings_of(word.id)]
    edit = _edit(What.WRITTEN, Word(word.kind), word.name, word.id, None, known, stamp)
    if not edit.rows:
        raise Refused(_("Nothing is written otherwise any more."))
    return edit


# ---- parts
def _edit(
    what: What, kind: Word, said: str, word_id: int | None, batch: journal.Batch | None, texts: list[str], stamp: Stamp
) -> DictionaryEdit:
    name = db.session.scalar(select(DictionaryWord.name).where(DictionaryWord.id == word_id)) if word_id else None
    keys = {fold(one) for one in texts}
    edit = DictionaryEdit(
        store_id=stamp.store_id, kind=kind, what=what, said=said, word_id=word_id, state=State.RUNNING, rows=0, left=0,
        batches=[batch.id] if batch else [],
        texts=listing.texts_of(stamp.store_id, kind, keys, name) if name and keys else {},
    )  # fmt: skip
    edit.sign(stamp)
    return begin(edit, stamp)


def _insert(
    batch: journal.Batch, kind: Word, name: str, known: Sequence[str], stamp: Stamp, *, series_id: int | None = None,
    code: str = "",
) -> int:  # fmt: skip
    row = {"store_id": stamp.store_id, "kind": kind, "name": name, "series_id": series_id, "code": code, "version": 1}
    word_id = batch.insert(DictionaryWord, [row])[0]
    _spell(batch, kind, word_id, known, stamp)
    return word_id


def _spell(batch: journal.Batch, kind: Word, word_id: int | None, known: Sequence[str], stamp: Stamp) -> None:
    rows = {
        fold(spelt): {
            "store_id": stamp.store_id, "kind": kind, "key": fold(spelt), "spelt": spelt, "word_id": word_id,
            "by_id": stamp.by.id, "at": stamp.at,
        }
        for spelt in reversed(known) if fold(spelt)
    }  # fmt: skip
    one = DictionarySpelling
    left_alone = (one.store_id == stamp.store_id) & (one.kind == kind) & one.key.in_(list(rows)) & one.word_id.is_(None)
    batch.delete(one, left_alone)  # it means a word after all
    batch.insert(one, list(reversed(rows.values())))


def _series(batch: journal.Batch, kind: Word, series: str, stamp: Stamp) -> int | None:
    """The series of a model; a new one is taken in along with it."""
    name = trimmed(series)
    if kind is not Word.MODEL or not name:
        return None
    found = listing.word_called(stamp.store_id, Word.SERIES, name)
    return found.id if found else _insert(batch, Word.SERIES, name, [name], stamp)


def _refuse_taken(store_id: int, kind: Word, wanted: Sequence[str], own: int | None) -> None:
    """One spelling means one word."""
    if not fold(wanted[0]):
        raise Refused(_("Enter the word."), "name")
    for spelt in wanted:
        other = listing.word_called(store_id, kind, spelt)
        if other is not None and other.id != own:
            field = "name" if spelt == wanted[0] else "also"
            raise Refused(_("%(spelt)s means %(name)s already.", spelt=spelt, name=other.name), field)


def _seen(store_id: int, kind: Word, keys: Sequence[str]) -> dict[str, str]:
    """Unknown spellings of these keys as they stand in the data, the one in most rows for each."""
    known = select(DictionarySpelling.key).where(
        DictionarySpelling.store_id == store_id, DictionarySpelling.kind == kind
    )
    found = select(DictionarySeen.key, DictionarySeen.spelt).where(
        DictionarySeen.store_id == store_id, DictionarySeen.kind == kind, DictionarySeen.key.in_(list(keys)),
        DictionarySeen.key.not_in(known), DictionarySeen.key != "",
    )  # fmt: skip
    return {row.key: row.spelt for row in db.session.execute(found.order_by(DictionarySeen.rows))}
