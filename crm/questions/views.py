"""The specialist's page: what waits for an answer, what was asked; and asking from beside a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.leads.queries import lead_for
from crm.notices.views import opens
from crm.questions import actions, queries
from crm.questions.forms import AnswerForm, AskForm, BackForm, PassForm
from crm.questions.models import Question
from crm.shared.forms import Form
from crm.shared.web import allowed, done, show, signed_in
from crm.shared.words import _, language
from crm.staff.queries import people, person_of
from crm.staff.rules import ROLE_NAMES, Right

bp = Blueprint("questions", __name__)
SELLERS = (Right.SELL, Right.TEAM_LEADS, Right.ALL_LEADS)


@opens("question")
def _mine(_question_id: int) -> str:
    return url_for("questions.index")


@opens("answered")
def _asked(_question_id: int) -> str:
    return url_for("questions.index", view="asked")


@bp.get("/questions")
@signed_in
def index() -> Response:
    return _index(200)


def _index(status: int, tried: Question | None = None, form: Any = None) -> Response:
    views = queries.views_of(g.stamp.by)
    view = request.args.get("view", "mine") if request.args.get("view") in views else "mine"
    after = queries.Place.parse(request.args.get("after", ""))
    rows, more = queries.open_ones(g.stamp.by, view, after)
    closed = [] if after else queries.closed_lately(g.stamp.by, view)
    last = str(queries.Place(rows[-1].Question.due_on, rows[-1].Question.id)) if more else ""
    page = {"rows": rows, "closed": closed, "view": view, "views": views, "following": last, "people": _people()}
    return show("questions/index.html", None, status, tried=tried.id if tried else None, form=form, **page)


def _people() -> list[tuple[int, str]]:
    """Everybody but the reader, with their first post."""
    others = [person_of(row) for row in people(g.stamp.store_id) if row.id != g.stamp.by.id]
    return [(one.id or 0, _named(one)) for one in others]


def _named(one: Any) -> str:
    name = one.name_en if language() == "en" and one.name_en else one.name
    posts = [_(ROLE_NAMES[role]) for role in ROLE_NAMES if role in one.roles]
    return f"{name} · {posts[0]}" if posts else name


@bp.get("/leads/<int:lead_id>/questions/new")
@allowed(*SELLERS)
def new(lead_id: int) -> Response:
    return _ask(lead_id, AskForm().offer(_people()), 200)


@bp.post("/leads/<int:lead_id>/questions")
@allowed(*SELLERS)
def ask(lead_id: int) -> Response:
    lead, form = lead_for(g.stamp.by, lead_id), AskForm(request.form).offer(_people())
    if form.submit(actions.ask_specialist, lead, stamp=g.stamp):
        page, row = url_for("leads.detail", lead_id=lead_id), queries.row_of(form.result.id)
        return done("questions/_asked.html", page, toast=_("Asked. The answer comes up in the next call."), row=row)
    return _ask(lead_id, form, form.status)


def _ask(lead_id: int, form: AskForm, status: int) -> Response:
    lead = lead_for(g.stamp.by, lead_id)
    for one in form:
        one.id = f"{one.name}-q{lead_id}"
    return show("questions/new.html", "questions/_ask.html", status, form=form, lead=lead)


@bp.post("/questions/<int:question_id>/answer")
@signed_in
def answer(question_id: int) -> Response:
    return _settle(question_id, AnswerForm(request.form), actions.answer, _("Answered. It comes up in the next call."))


@bp.post("/questions/<int:question_id>/pass")
@signed_in
def pass_on(question_id: int) -> Response:
    return _settle(question_id, PassForm(request.form).offer(_people()), actions.pass_on, _("Passed on."))


@bp.post("/questions/<int:question_id>/take-back")
@signed_in
def take_back(question_id: int) -> Response:
    return _settle(question_id, BackForm(request.form), actions.take_back, _("The question is taken back."))


def _settle(question_id: int, form: Form, action: Callable[..., Any], toast: str) -> Response:
    question = queries.question_for(g.stamp.by, question_id)
    if form.submit(action, question, stamp=g.stamp):
        return done(None, url_for(".index", view=request.args.get("view")), toast=toast)
    return _index(form.status, question, form)
