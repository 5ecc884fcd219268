"""Buttons of the page: a word is added, changed or taken out, a spelling gets its meaning, a change is taken back."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.dictionaries import actions
from crm.dictionaries.forms import MeaningForm, TickedForm, VersionForm, WordForm
from crm.dictionaries.models import DictionaryEdit, DictionaryWord
from crm.dictionaries.queries import listing
from crm.dictionaries.rules import State, Word
from crm.dictionaries.views import bp
from crm.dictionaries.views.page import CHANNELS, kind_asked, page, written
from crm.shared.forms import Form
from crm.shared.queue import ask
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right


def _word(word_id: int) -> DictionaryWord:
    return listing.word_for(g.stamp.store_id, word_id) or not_found()


def _done(edit: DictionaryEdit) -> Response:
    """Back to the list, with the way to take it back in the toast."""
    toast = _("It goes on in the background.") if edit.state == State.RUNNING else written(edit.rows)
    undo = url_for(".undo", edit_id=edit.id) if edit.state == State.DONE else ""
    return done(None, url_for(".index", of=edit.kind), toast=toast, undo=undo)


@bp.post("/dictionaries/words")
@allowed(Right.TEND)
def add() -> Response:
    form = WordForm(request.form).offer(CHANNELS)
    if form.submit(actions.add_word, stamp=g.stamp):
        return _done(form.result)
    return page(kind_asked(request.form.get("kind")), form.status, form)


@bp.get("/dictionaries/words/<int:word_id>")
@allowed(Right.TEND)
def word(word_id: int) -> Response:
    """One word in the side card."""
    found = _word(word_id)
    also = [row.spelt for row in listing.spellings_of(found.id) if row.spelt != found.name]
    series = listing.word_for(g.stamp.store_id, found.series_id or 0)
    form = WordForm(
        kind=Word(found.kind), name=found.name, also="\n".join(also), series=series.name if series else "",
        code=found.code, everywhere=True, version=found.version,
    )  # fmt: skip
    return show("dictionaries/word.html", "dictionaries/_word.html", form=form.offer(CHANNELS), editing=found,
                kind=Word(found.kind))  # fmt: skip


@bp.post("/dictionaries/words/<int:word_id>")
@allowed(Right.TEND)
def change(word_id: int) -> Response:
    found, form = _word(word_id), WordForm(request.form).offer(CHANNELS)
    if form.submit(actions.change_word, found, stamp=g.stamp):
        return _done(form.result)
    found = _word(word_id)
    if form.theirs:
        form.version.data = found.version
    return show("dictionaries/word.html", "dictionaries/_word.html", form.status, form=form, editing=found,
                kind=Word(found.kind))  # fmt: skip


@bp.post("/dictionaries/words/<int:word_id>/removal")
@allowed(Right.TEND)
def remove(word_id: int) -> Response:
    found, form = _word(word_id), VersionForm(request.form)
    kind = Word(found.kind)
    if form.submit(actions.remove_word, found, stamp=g.stamp):
        return _done(form.result)
    return page(kind, form.status, form)


@bp.post("/dictionaries/words/<int:word_id>/everywhere")
@allowed(Right.TEND)
def write_everywhere(word_id: int) -> Response:
    """Every row that writes it otherwise gets the word."""
    found, form = _word(word_id), VersionForm(request.form)
    kind = Word(found.kind)
    if form.submit(actions.write_everywhere, found, stamp=g.stamp):
        return _done(form.result)
    return page(kind, form.status, form)


@bp.post("/dictionaries/meanings")
@allowed(Right.TEND)
def map_spelling() -> Response:
    """An unknown spelling means this word."""
    form = MeaningForm(request.form)
    if form.submit(actions.map_spelling, stamp=g.stamp):
        return _done(form.result)
    return page(kind_asked(request.form.get("kind")), form.status, form)


@bp.post("/dictionaries/ticked")
@allowed(Right.TEND)
def ticked() -> Response:
    """The ticked spellings are words of their own, or stay as they are."""
    form = TickedForm(request.form)
    if form.submit(actions.leave_alone if form.do.data == "leave" else actions.take_in, stamp=g.stamp):
        return _done(form.result)
    return page(kind_asked(request.form.get("kind")), form.status, form)


@bp.post("/dictionaries/changes/<int:edit_id>/undoing")
@allowed(Right.TEND)
def undo(edit_id: int) -> Response:
    edit, form = listing.edit_for(g.stamp.store_id, edit_id) or not_found(), Form()
    kind = Word(edit.kind)
    if form.submit(actions.undo_edit, edit, stamp=g.stamp):
        return done(None, url_for(".index", of=kind), toast=_("Taken back."))
    return page(kind, form.status, form)


@bp.post("/dictionaries/count")
@allowed(Right.TEND)
def count() -> Response:
    """Look at the data now instead of tonight."""
    ask("jobs.dictionaries.count_words", store_id=g.stamp.store_id, queue="bulk", by_id=g.stamp.by.id)
    return done(None, url_for(".index", of=kind_asked(request.args.get("of"))), toast=_("Counting; a moment."))
