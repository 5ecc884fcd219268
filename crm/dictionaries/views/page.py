"""The dictionaries: unknown spellings with what they probably mean, the words, and what was done lately (R-605)."""

from __future__ import annotations

from typing import Any

from cryptography.exceptions import InvalidTag
from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.dictionaries.forms import WordForm
from crm.dictionaries.queries import lexicon, listing
from crm.dictionaries.rules import LIKENESS, WHAT_NAMES, WORD_NAMES, State, Word, nearest
from crm.dictionaries.views import bp
from crm.shared import settings
from crm.shared.crypto import seal, unseal
from crm.shared.topics import topic_version
from crm.shared.web import allowed, not_found, row_id, show, unchanged, wants_part
from crm.shared.words import N_, _
from crm.staff.rules import Right

CHANNELS = [  # F-06; the customers' feature, which stands above this one, has the same codes
    ("walk_in", N_("Walk-in")), ("call_in", N_("Phone enquiry")), ("dcc", N_("Online lead")),
    ("referral", N_("Referral")), ("repurchase", N_("Owner buys again")), ("event", N_("Show or event")),
    ("outlet", N_("Outlet")),
]  # fmt: skip
TOPIC = "dictionaries"
WORKING = (State.RUNNING, State.UNDOING)


def kind_asked(text: str | None) -> Word:
    try:
        return Word(text or Word.MODEL)
    except ValueError:
        not_found()


@bp.get("/dictionaries")
@allowed(Right.TEND)
def index() -> Response:
    """One kind at a time; further rows of either list come by key."""
    kind = kind_asked(request.args.get("of"))
    if wants_part() and request.args.get("unknown"):
        return show("dictionaries/_unknown.html", **_unknown(kind))
    if wants_part() and request.args.get("after"):
        return show("dictionaries/_words.html", **_words(kind))
    return page(kind)


@bp.get("/dictionaries/changes")
@allowed(Right.TEND)
def changes() -> Response:
    """What was done lately; asked again while a big change is under way."""
    kind = kind_asked(request.args.get("of"))
    if not wants_part():
        return page(kind)
    same = unchanged(topic_version(g.stamp.store_id, TOPIC))
    return same or show("dictionaries/_changes.html", **_changes(kind))


def page(kind: Word, status: int = 200, form: Any = None, editing: Any = None) -> Response:
    """The whole page, with what was refused where it was typed."""
    counts = listing.unknown_counts(g.stamp.store_id)
    card = form if isinstance(form, WordForm) else WordForm(kind=kind, everywhere=True)
    return show(
        "dictionaries/index.html", None, status, counts=counts, kinds=WORD_NAMES, n=counts.get(kind, (0, 0)),
        form=card.offer(CHANNELS), editing=editing, refused=None if form is card else form,
        **{**_unknown(kind), **_words(kind), **_changes(kind)},
    )  # fmt: skip


def _unknown(kind: Word) -> dict[str, Any]:
    """Unknown spellings, those in most rows first, each with the word that it probably means."""
    rows = listing.unknown(g.stamp.store_id, kind, _place(request.args.get("unknown", "")))
    names = lexicon(g.stamp.store_id).names(kind)
    least = settings.of(g.stamp.store_id)[LIKENESS]
    shown = [(row, nearest(row.spelt, names, least)) for row in rows[: listing.PAGE]]
    last = rows[listing.PAGE - 1] if len(rows) > listing.PAGE else None
    # A source may name somebody, so the place in the list travels sealed.
    mark = seal(f"{last.rows}|{last.key}", "dictionary_seen.place") if last else ""
    return {"kind": kind, "unknown": shown, "unknown_next": url_for(".index", of=kind, unknown=mark) if mark else ""}


def _place(mark: str) -> tuple[int, str] | None:
    try:
        rows, key = unseal(mark, "dictionary_seen.place").split("|", 1) if mark else ("", "")
    except (InvalidTag, ValueError, IndexError):
        not_found()
    return (int(rows), key) if mark else None


def _words(kind: Word) -> dict[str, Any]:
    last = request.args.get("after", type=row_id)
    after = listing.word_for(g.stamp.store_id, last) if last else None
    rows = listing.words(g.stamp.store_id, kind, (after.name, after.id) if after else None)
    shown = rows[: listing.PAGE]
    told = listing.told_of(g.stamp.store_id, {row.id: row.name for row in shown})
    more = url_for(".index", of=kind, after=shown[-1].id) if len(rows) > listing.PAGE else ""
    words = [(row, told[row.id]) for row in shown]
    return {"kind": kind, "words": words, "words_next": more, "channels": dict(CHANNELS)}


def _changes(kind: Word) -> dict[str, Any]:
    rows = listing.edits(g.stamp.store_id, kind)
    return {
        "kind": kind, "edits": rows, "whats": WHAT_NAMES, "working": any(row.state in WORKING for row in rows),
        "seen": topic_version(g.stamp.store_id, TOPIC),
    }  # fmt: skip


def written(rows: int) -> str:
    """What a change did to the data, for the toast."""
    return _("%(n)s rows now say the same.", n=rows) if rows else _("The dictionary is up to date.")
