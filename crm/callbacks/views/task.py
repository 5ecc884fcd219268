"""One task: open for writing down the contact, with its number and the suggested grade; or closed again."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.callbacks import queries
from crm.callbacks.actions.reach import CALL
from crm.callbacks.forms import CallForm, CareCallForm, FirstCallForm, GradeForm, ReachForm
from crm.callbacks.rules.contact import BAND_NAMES, CALLS_A_DAY, hours_hint
from crm.callbacks.rules.promise import bounds, theme_of
from crm.callbacks.rules.queue import Rule
from crm.callbacks.views.base import bp
from crm.callbacks.views.day import WORKERS, soon
from crm.callbacks.views.shown import Teller, next_days
from crm.customers import actions as customers
from crm.customers.models import Customer
from crm.leads.actions import change_grade
from crm.leads.models import Lead
from crm.leads.queries import facts_of, lead_for
from crm.leads.rules import suggest
from crm.shared import settings
from crm.shared.db import db
from crm.shared.web import allowed, show, wants_part
from crm.staff.rules import Right

SELLERS = (Right.SELL, Right.TEAM_LEADS, Right.ALL_LEADS)


def fresh_form(lead_id: int | None, rule: str | None) -> CallForm:
    """As most contacts end: by phone, reached, about the task's theme; one sentence and one tap are left (R-225)."""
    kind = CareCallForm if lead_id is None else FirstCallForm if rule == Rule.FIRST_CONTACT else CallForm
    return kind(data={"channel": "phone", "result": "reached", "topic": theme_of(rule).value})


@bp.get("/tasks/<int:task_id>")
@allowed(*WORKERS)
def task(task_id: int) -> Response:
    """The task closed again (Cancel)."""
    row = queries.row_for(task_id, g.stamp, soon())
    return show("callbacks/task.html", "callbacks/_closed.html", line=Teller(g.stamp).open(row), of=of(), form=None)


@bp.get("/tasks/<int:task_id>/log")
@allowed(*WORKERS)
def log(task_id: int) -> Response:
    """The task with its form open."""
    row = queries.row_for(task_id, g.stamp, soon())
    return show("callbacks/task.html", "callbacks/_open.html", **opened(row))


@bp.post("/tasks/<int:task_id>/phone")
@allowed(Right.REVEAL)
def phone(task_id: int) -> Response:
    """The number in full, logged (F-84); it stands in no page before."""
    task = queries.task_for(g.stamp.by, task_id)
    form = ReachForm(request.form)
    shown = form.submit(customers.reveal, db.session.get_one(Customer, task.customer_id), reason=CALL, stamp=g.stamp)
    later = queries.better_band(task.tried, g.stamp) if shown else None
    page = {"form": form, "shown": shown, "number": form.result, "task_id": task_id, "later": later}
    return show(
        "callbacks/phone.html", "callbacks/_phone.html", 200 if shown else form.status, bands=BAND_NAMES, **page
    )


@bp.get("/tasks/<int:task_id>/suggestion")
@allowed(*SELLERS)
def suggestion(task_id: int) -> Response:
    """The grade that the facts suggest; it comes a moment after the form."""
    lead = lead_for(g.stamp.by, queries.task_for(g.stamp.by, task_id).lead_id or 0)
    return show("callbacks/grade.html", "callbacks/_suggest.html", **suggested(lead, task_id))


@bp.post("/tasks/<int:task_id>/grades")
@allowed(*SELLERS)
def grade(task_id: int) -> Response:
    """Accept the suggested grade or keep one's own, beside the call; the same action as on the lead's page."""
    lead = lead_for(g.stamp.by, queries.task_for(g.stamp.by, task_id).lead_id or 0)
    form = GradeForm(request.form)
    settled = form.submit(change_grade, lead, stamp=g.stamp)
    g.landing = url_for(".log", task_id=task_id)
    context = {**suggested(lead, task_id), **dates(lead.grade, lead.stage), "grade_form": form, "settled": settled}
    return show("callbacks/grade.html", "callbacks/_graded.html", 200 if settled else form.status, **context)


def of() -> int | None:
    return request.values.get("of", type=int)


def opened(row: Any, form: CallForm | None = None) -> dict[str, Any]:
    """The open task: the row, its form, and how often the customer has been called today."""
    form = form or fresh_form(row.lead_id, row.rule)
    often = row.calls_today if row.calls_today >= settings.of(g.stamp.store_id)[CALLS_A_DAY] else 0
    context = form_context(form, row.lead_id, row.id, row.grade, row.stage)
    where = "day" if wants_part() else "page"
    return {"line": Teller(g.stamp).open(row), "of": of(), "at": where, "often": often, **context}


def form_context(
    form: CallForm, lead_id: int | None, task_id: int | None, grade: str | None, stage: str | None
) -> dict[str, Any]:
    """The form with its dates, for the day and for the lead's page."""
    key = f"t{task_id}" if task_id else f"l{lead_id}"
    for one in form:
        one.id = f"{one.name}-{key}"
    url = f"/leads/{lead_id}/calls" if lead_id else f"/tasks/{task_id}/calls"
    return {
        "form": form, "task_id": task_id, "lead_id": lead_id, "key": key, "url": url,
        "opened_at": g.stamp.at.isoformat(), **dates(grade, stage),
    }  # fmt: skip


def dates(grade: str | None, stage: str | None) -> dict[str, Any]:
    """The chips for the next call; the grade's last day is tapped beforehand (F-01)."""
    numbers = settings.of(g.stamp.store_id)
    latest = bounds(stage or "", grade, g.stamp.today, numbers).latest if grade else None
    return {
        "grade": grade, "stage": stage, "latest": latest, "days": next_days(g.stamp.today, latest),
        "hint": hours_hint(g.stamp.local, numbers),
    }  # fmt: skip


def suggested(lead: Lead, task_id: int) -> dict[str, Any]:
    """The suggested grade with its reasons, when it is another one than the lead's."""
    told = suggest(facts_of(lead, g.stamp), settings.of(g.stamp.store_id))
    other = told if told and told.grade != lead.grade else None
    return {"told": other, "lead": lead, "task_id": task_id, "key": f"t{task_id}", "grade_form": None, "settled": False}
