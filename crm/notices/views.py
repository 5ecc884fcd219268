"""The poll of every open page, the answer to a notice, and the person's own list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.notices import actions, queries
from crm.notices.models import Notice
from crm.notices.rules import KINDS, REACH_SECONDS, STATE_NAMES, State, seconds_left, state_of
from crm.shared import settings
from crm.shared.db import own_transaction
from crm.shared.forms import Form
from crm.shared.web import done, not_found, show, signed_in, unchanged
from crm.shared.words import _
from crm.staff.gate import journal

bp = Blueprint("notices", __name__, url_prefix="/notices")


@bp.app_template_filter("told_state")
def told_state(state: State) -> str:
    """The state of a notice in the reader's language."""
    return _(STATE_NAMES[state])


Page = Callable[[int], str | None]
_pages: dict[str, Page] = {}


def opens(kind: str) -> Callable[[Page], Page]:
    """Register the address that shows what a notice is about: `(subject_id) -> url | None`."""

    def register(function: Page) -> Page:
        _pages[kind] = function
        return function

    return register


@bp.get("")
@signed_in
def notices() -> Response:
    """What every open page asks every five seconds; without `seen` the person's own list."""
    if "seen" not in request.args:
        return show("notices/index.html", None, rows=[_line(one) for one in queries.recent_for(g.stamp)])
    if request.args.get("late"):
        with own_transaction():
            actions.pass_on_overdue(g.stamp)
    version = queries.version_for(g.stamp.by)
    return unchanged(version) or _cards(version)


def _cards(version: int, **answered: Any) -> Response:
    rows = queries.open_for(g.stamp.by)
    for statement in actions.fetched(rows, g.now):
        journal(statement)
    return show("notices/_cards.html", None, **_context(rows, version), **answered)


def _context(rows: Any, version: int) -> dict[str, Any]:
    return {"cards": [_card(one) for one in rows], "version": version}


def _card(notice: Notice) -> dict[str, Any]:
    return {
        "notice": notice, "kind": KINDS[notice.kind], "left": seconds_left(notice.answer_by_at, g.stamp.at),
        "page": page_of(notice), "can_decline": actions.can_decline(notice.kind),
    }  # fmt: skip


def _line(notice: Notice) -> dict[str, Any]:
    state = state_of(
        outcome=notice.outcome, sent_at=notice.at, seen_at=notice.seen_at, answer_by=notice.answer_by_at,
        at=g.stamp.at, reach_seconds=settings.of(g.stamp.store_id)[REACH_SECONDS],
    )  # fmt: skip
    return {**_card(notice), "state": state}


def page_of(notice: Notice) -> str | None:
    known = _pages.get(notice.kind)
    return known(notice.subject_id) if known else None


@bp.post("/<int:notice_id>/acceptance")
@signed_in
def accept(notice_id: int) -> Response:
    return _answer(notice_id, actions.accept)


@bp.post("/<int:notice_id>/refusal")
@signed_in
def decline(notice_id: int) -> Response:
    return _answer(notice_id, actions.decline)


def _answer(notice_id: int, action: Callable[..., Notice]) -> Response:
    """A second tap lands where the first one did; one that comes too late reads who has it now."""
    notice, form = queries.notice_for(g.stamp.by, notice_id) or not_found(), Form()
    kind = KINDS[notice.kind]
    if form.submit(action, notice, stamp=g.stamp):
        context = _context(queries.open_for(g.stamp.by), queries.version_for(g.stamp.by))
        page, accepted = page_of(notice), action is actions.accept
        told: dict[str, Any] = {"answer": _(kind.accepted), "about": kind.title, "page": page} if accepted else {}
        return done("notices/_cards.html", page or url_for(".notices"), changed=kind.watched or None, **context, **told)
    response = _cards(queries.version_for(g.stamp.by), answer=form.message, about=kind.title, page=None)
    response.status_code = 409
    return response
