"""Marketing's page: the scripts by theme and grade with their versions, and the policies of now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for
from werkzeug.wrappers import Response

from crm.leads.rules.agenda import AGENDA_NAMES
from crm.leads.rules.topics import TOPIC_NAMES, Topic
from crm.scripts import actions, queries
from crm.scripts.forms import PolicyForm, ScriptForm
from crm.scripts.rules import ANY, GRADES
from crm.shared.forms import Form
from crm.shared.web import allowed, done, not_found, show
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("scripts", __name__, url_prefix="/scripts")
bp.add_app_template_global(TOPIC_NAMES, "topic_names")  # type: ignore[arg-type]
bp.add_app_template_global(AGENDA_NAMES, "agenda_names")  # type: ignore[arg-type]
WRITERS = (Right.CAMPAIGNS, Right.SETTINGS)


@bp.get("")
@allowed(*WRITERS)
def index() -> Response:
    return _index(PolicyForm(), 200)


def _index(form: PolicyForm, status: int) -> Response:
    written = queries.written(g.stamp.store_id)
    house = {theme: queries.house_words(theme) for theme in Topic}
    lines = queries.policies(g.stamp.store_id, g.stamp.today)
    return show("scripts/index.html", None, status, written=written, house=house, policies=lines, form=form, any=ANY)


@bp.get("/<theme>")
@allowed(*WRITERS)
def script(theme: str) -> Response:
    letter = _grade()
    last = queries.newest(g.stamp.store_id, _theme(theme), letter)
    data: Any = {"version": 0} if last is None else {
        "goal": last.goal, "tell": last.tell, "learn": last.learn, "agree": last.agree, "version": last.number
    }  # fmt: skip
    return _script(_theme(theme), letter, ScriptForm(data=data), 200)


@bp.post("/<theme>")
@allowed(*WRITERS)
def write_script(theme: str) -> Response:
    letter, form = _grade(), ScriptForm(request.form)
    if form.submit(actions.write_script, _theme(theme), letter, stamp=g.stamp):
        here = url_for(".script", theme=theme, grade=letter or None)
        return done(None, here, toast=_("Saved. The advisors see it from now on."))
    return _script(_theme(theme), letter, form, form.status)


def _script(theme: Topic, letter: str, form: ScriptForm, status: int) -> Response:
    found = queries.versions(g.stamp.store_id, theme, letter)
    page = {"theme": theme, "letter": letter, "form": form, "versions": found, "house": queries.house_words(theme)}
    return show("scripts/script.html", None, status, grades=GRADES, number=form.version.data, **page)


@bp.post("/policies")
@allowed(*WRITERS)
def write_policy() -> Response:
    form = PolicyForm(request.form)
    if form.submit(actions.write_policy, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("Saved. The advisors see it from now on."))
    return _index(form, form.status)


@bp.post("/policies/<int:policy_id>/end")
@allowed(*WRITERS)
def end_policy(policy_id: int) -> Response:
    policy = queries.policy(g.stamp.store_id, policy_id) or not_found()
    form = Form()
    ended = form.submit(actions.end_policy, policy, stamp=g.stamp)
    return done(None, url_for(".index"), toast=_("Taken away.") if ended else form.message)


def _theme(code: str) -> Topic:
    return Topic(code) if code in Topic._value2member_map_ else not_found()


def _grade() -> str:
    letter = request.values.get("grade", ANY)
    return letter if letter in GRADES else not_found()
