"""Writing a word into the store's data, batch by batch through the journal, and taking a whole change back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select

from crm.dictionaries.models import PLACES, DictionaryEdit, DictionarySeen, DictionaryWord, Place
from crm.dictionaries.rules import UNDO_DAYS, State, fold
from crm.shared import journal, settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

AT_ONCE = 500  # rows in one transaction, so that nobody at the desk waits


def at_once() -> None:
    """A checkpoint where the request itself is the transaction."""


def begin(edit: DictionaryEdit, stamp: Stamp) -> DictionaryEdit:
    """The first batch now; what is left goes on in the background."""
    db.session.add(edit)
    settings.renew(stamp.store_id)
    _write_some(edit, stamp)
    if edit.state == State.RUNNING:
        ask("jobs.dictionaries.carry_on", edit.id, store_id=stamp.store_id, queue="bulk")
    return edit


def carry_on(edit_id: int, stamp: Stamp, checkpoint: Callable[[], None] = at_once) -> None:
    """The rest of a big change or of its undoing; killed in between, it goes on where it stood."""
    edit = db.session.get(DictionaryEdit, edit_id)
    while edit is not None and edit.store_id == stamp.store_id and edit.state in (State.RUNNING, State.UNDOING):
        if edit.state == State.RUNNING:
            _write_some(edit, stamp)
        else:
            _undo_some(edit, stamp)
        db.session.flush()
        checkpoint()


def _write_some(edit: DictionaryEdit, stamp: Stamp) -> None:
    """Up to 500 rows of whatever still stands there in another spelling; done when nothing does."""
    word = db.session.get(DictionaryWord, edit.word_id) if edit.word_id else None
    left = AT_ONCE
    for name, texts in edit.texts.items():
        place = PLACES[name]
        while word and left > 0 and (ids := _rows(place, edit.store_id, texts, word.name, left)):
            with journal.batch("dictionary", stamp) as batch:
                rows = place.of.c.id.in_(ids)
                _fill_series(batch, place, rows, word)
                edit.rows += batch.update(place.of, rows, {place.column: word.name})
            edit.batches = [*edit.batches, batch.id]
            left -= len(ids)
    edit.state = State.DONE if left > 0 else State.RUNNING
    raise_topic(edit.store_id, "dictionaries")
    if edit.state == State.DONE:
        recount(edit)


def _rows(place: Place, store_id: int, texts: list[str], name: str, most: int) -> list[int]:
    table = place.of
    mine = (table.c.store_id == store_id, table.c[place.column].in_(texts))
    found = select(table.c.id).where(*mine).order_by(table.c.id).limit(1 if place.once else most)
    if place.once:
        other = table.alias()
        found = found.where(~exists().where(other.c.store_id == store_id, other.c[place.column] == name))
    return list(db.session.scalars(found))


def _fill_series(batch: journal.Batch, place: Place, rows: Any, word: DictionaryWord) -> None:
    """A car of a known model gets the model's series where none stands."""
    series = db.session.get(DictionaryWord, word.series_id) if place.series and word.series_id else None
    if series is not None:
        batch.update(place.of, rows & (place.of.c[place.series] == ""), {place.series: series.name})


# ---- taking it back
def undo_edit(edit: DictionaryEdit, stamp: Stamp) -> None:
    """Take a change back, in the dictionary and in the data; what somebody has changed since stays as it is."""
    if edit.state != State.DONE:
        raise Refused(_("This has been undone already.") if edit.state == State.UNDONE else _("This is still running."))
    if edit.at + timedelta(days=settings.of(stamp.store_id)[UNDO_DAYS]) < stamp.at:
        raise Refused(_("The time for undoing this is over."))
    _refuse_built_upon(edit)
    edit.state = State.UNDOING
    _undo_some(edit, stamp)
    if edit.state == State.UNDOING:
        ask("jobs.dictionaries.carry_on", edit.id, store_id=stamp.store_id, queue="bulk")


def _refuse_built_upon(edit: DictionaryEdit) -> None:
    """Changes of one word are taken back the newest first."""
    later = select(func.count()).where(
        DictionaryEdit.store_id == edit.store_id, DictionaryEdit.word_id == edit.word_id, DictionaryEdit.id > edit.id,
        DictionaryEdit.state != State.UNDONE,
    )  # fmt: skip
    if edit.word_id and db.session.scalar(later):
        raise Refused(_("This word has been changed again since. Undo that first."))


def _undo_some(edit: DictionaryEdit, stamp: Stamp) -> None:
    """The newest batches back, some 500 rows at a time; the last one to go is the dictionary's own."""
    number, left = edit.id, AT_ONCE
    while left > 0 and edit.batches:
        *earlier, newest = edit.batches
        left -= journal.size(newest)
        stayed = len(journal.undo(newest, stamp, leave=True))  # ends with every loaded row expired
        edit = db.session.get_one(DictionaryEdit, number)
        edit.batches, edit.left = earlier, edit.left + stayed
    raise_topic(edit.store_id, "dictionaries")
    if not edit.batches:
        edit.state = State.UNDONE
        settings.renew(stamp.store_id)
        recount(edit)


# ---- what is shown of the data afterwards
def recount(edit: DictionaryEdit) -> None:
    """Count again the spellings that a change has touched."""
    word = db.session.get(DictionaryWord, edit.word_id) if edit.word_id else None
    for name, texts in edit.texts.items():
        count(PLACES[name], edit.store_id, [*texts, word.name if word else edit.said])


def count(place: Place, store_id: int, texts: Iterable[str] | None = None) -> None:
    """Write down what stands in a column: all of it, or these spellings only."""
    column, seen = place.of.c[place.column], DictionarySeen
    here = [place.of.c.store_id == store_id, column != "", column.is_not(None)]
    gone = delete(seen).where(seen.store_id == store_id, seen.kind == place.kind, seen.place == place.name)
    if place.codes:
        here.append(column.not_in(sorted(place.codes)))
    if texts is not None:
        listed = list(texts)
        here, gone = [*here, column.in_(listed)], gone.where(seen.spelt.in_(listed))
    if "archived_at" in place.of.c:
        here.append(place.of.c.archived_at.is_(None))
    found = db.session.execute(select(column, func.count()).where(*here).group_by(column)).all()
    db.session.execute(gone.execution_options(synchronize_session=False))
    mine = {"store_id": store_id, "kind": place.kind, "place": place.name}
    keyed = ((text, fold(text), n) for text, n in found)
    insert_missing(seen, [{**mine, "spelt": text, "key": key, "rows": n} for text, key, n in keyed if key])
