"""One lead: its page, and what is written down on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.queries import story
from crm.customers.timeline import cut
from crm.customers.timeline import timeline as entries_of
from crm.customers.views.known import known
from crm.leads import actions, card, queries
from crm.leads.forms import AssignForm, GradeForm, TestDriveForm
from crm.leads.models import Lead
from crm.leads.views import bp
from crm.shared.forms import Form
from crm.shared.web import allowed, done, show
from crm.shared.words import _, language
from crm.staff.queries import people_with
from crm.staff.rules import Right, Role

TIMELINES: dict[str, tuple[str, ...]] = {
    "all": (),
    "calls": ("call",),
    "visits": ("visit", "test_drive"),
    "system": (
        "grade",
        "assignment",
        "lost",
        "lost_decision",
        "freeze",
        "reopening",
        "call_undo",
        "order",
        "cancellation",
        "delivery",
        "quotation",
        "acceptance",
        "sent",
        "sent_by",
    ),  # fmt: skip
}


@bp.get("/leads/<int:lead_id>")
@allowed(Right.SELL)
def detail(lead_id: int) -> Response:
    return _page(lead_id, GradeForm(), 200)


def _page(lead_id: int, form: GradeForm, status: int, part: str | None = None) -> Response:
    """The whole page, or the card whose form was refused."""
    row = queries.page_row(g.stamp, lead_id)
    entries, portrait = story(row.Customer.id, personal=g.stamp.by.can(Right.FAMILY_NOTES))
    about, told = known(row.Customer.id, portrait), card.page(row, portrait, g.stamp)
    return show("leads/page.html", part, status, form=form, **told, **about, **_cut(entries, "all"))


@bp.get("/leads/<int:lead_id>/timeline")
@allowed(Right.SELL)
def timeline(lead_id: int) -> Response:
    lead = queries.lead_for(g.stamp.by, lead_id)
    part = "leads/_older.html" if request.args.get("before") else "leads/_timeline.html"
    return show("leads/timeline.html", part, lead=lead, **_timeline(lead))


def _timeline(lead: Lead) -> dict[str, Any]:
    kind = request.args.get("show", "all")
    kind = kind if kind in TIMELINES else "all"
    return _cut(entries_of(lead.customer_id, before=_moment("before"), kinds=TIMELINES[kind]), kind)


def _cut(found: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    entries, before = cut(found)
    return {"entries": entries, "older": False, "before": before, "shown": kind}


def _moment(name: str) -> datetime | None:
    """An instant from the address; None when there is none, or it cannot be read."""
    try:
        found = datetime.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if found.tzinfo else None


@bp.post("/leads/<int:lead_id>/grades")
@allowed(Right.SELL)
def change_grade(lead_id: int) -> Response:
    """Accept the suggestion, keep the grade, or set another."""
    lead, form = queries.lead_for(g.stamp.by, lead_id), GradeForm(request.form)
    if form.submit(actions.change_grade, lead, stamp=g.stamp):
        said = (
            _("Kept %(grade)s.", grade=lead.grade)
            if form.result.how == "kept"
            else _("Now grade %(grade)s.", grade=lead.grade)
        )
        return done("leads/_grade_done.html", url_for(".detail", lead_id=lead_id), changed="leads", toast=said,
                    form=GradeForm(), **card.grade_card(lead, g.stamp))  # fmt: skip
    return _page(lead_id, form, form.status, "leads/_grade.html")


@bp.get("/leads/<int:lead_id>/test-drives/new")
@allowed(Right.SELL)
def new_test_drive(lead_id: int) -> Response:
    lead = queries.lead_for(g.stamp.by, lead_id)
    return _sheet("test_drive", lead, TestDriveForm(driven_on=g.stamp.today, model=lead.interest))


@bp.post("/leads/<int:lead_id>/test-drives")
@allowed(Right.SELL)
def take_test_drive(lead_id: int) -> Response:
    lead, form = queries.lead_for(g.stamp.by, lead_id), TestDriveForm(request.form)
    if form.submit(actions.take_test_drive, lead, stamp=g.stamp):
        return done(None, url_for(".detail", lead_id=lead_id), toast=_("The test drive is written down."))
    return _sheet("test_drive", lead, form, form.status)


@bp.get("/leads/<int:lead_id>/assignments/new")
@allowed(Right.ASSIGN)
def new_assignment(lead_id: int) -> Response:
    lead = queries.lead_for(g.stamp.by, lead_id)
    return _sheet("assign", lead, _offer(AssignForm(owner_id=lead.owner_id)))


@bp.post("/leads/<int:lead_id>/assignments")
@allowed(Right.ASSIGN)
def assign(lead_id: int) -> Response:
    lead, form = queries.lead_for(g.stamp.by, lead_id), _offer(AssignForm(request.form))
    if form.submit(actions.assign, lead, stamp=g.stamp):
        return done(None, url_for(".detail", lead_id=lead_id), toast=_("The lead has a new advisor."))
    return _sheet("assign", lead, form, form.status)


def _offer(form: AssignForm) -> AssignForm:
    sellers = people_with(g.stamp.store_id, Role.ADVISOR, Role.LEADER, Role.SUPERVISOR, Role.MANAGER, Role.DCC)
    return form.offer([(one.id, one.name_en if language() == "en" and one.name_en else one.name) for one in sellers])


@bp.post("/leads/<int:lead_id>/reopening")
@allowed(Right.SELL)
def reopen(lead_id: int) -> Response:
    """Take a lost lead up before its date."""
    lead, form = queries.lead_for(g.stamp.by, lead_id), Form()
    if form.submit(actions.reopen, lead, stamp=g.stamp):
        return done(None, url_for(".detail", lead_id=lead_id), toast=_("The lead is open again."))
    return done(None, url_for(".detail", lead_id=lead_id), toast=form.message)


def _sheet(name: str, lead: Lead, form: Any, status: int = 200) -> Response:
    """A small form: a dialog for htmx, a page of its own otherwise."""
    return show("leads/sheet.html", f"leads/_{name}.html", status, lead=lead, form=form, part=f"leads/_{name}.html")
