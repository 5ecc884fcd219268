"""The DCC desk: the pool, what waits for an answer, what was closed today; and the call that is coming in now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.enquiries import actions, queries
from crm.enquiries.actions.intake import TOPIC
from crm.enquiries.forms import CallForm, HandForm, NoneForm
from crm.enquiries.rules import NO_INTENTION_NAMES
from crm.enquiries.rules.intention import CLOSED_NAMES
from crm.enquiries.views.blueprint import bp
from crm.leads.rules import LIVE
from crm.notices.views import opens
from crm.rota.queries import sellers
from crm.shared.filters import named
from crm.shared.forms import Form
from crm.shared.topics import topic_version
from crm.shared.web import allowed, done, row_id, show, unchanged
from crm.shared.words import _
from crm.staff.rules import Right


@bp.get("/enquiries")
@allowed(Right.SELL)
def desk() -> Response:
    return _page(CallForm())


@bp.get("/enquiries/list")
@allowed(Right.SELL)
def index() -> Response:
    """What every open desk asks for every five seconds; nothing is sent while nothing has changed."""
    same = unchanged(_seen()) if "after" not in request.args else None
    return same or show("enquiries/desk.html", "enquiries/_poll.html", **_context(CallForm()))


@opens("enquiry")
def _lead(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)


@opens("unassigned")
def _pool(_lead_id: int) -> str:
    return url_for("enquiries.desk")


def _page(form: CallForm, status: int = 200) -> Response:
    return show("enquiries/desk.html", None, status, **_context(form))


def _context(form: CallForm) -> dict[str, Any]:
    view = request.args.get("view", "pool")
    view = view if view in queries.SCOPES else "pool"
    rows = _rows(view)
    page, last = rows[: queries.PAGE], rows[queries.PAGE - 1] if len(rows) > queries.PAGE else None
    return {
        "view": view, "rows": page, "following": _key(view, last), "tally": queries.tally(g.stamp), "now": g.stamp.at,
        "form": form.offer(_people()), "seen": _seen(), "closed_names": CLOSED_NAMES, "why_names": NO_INTENTION_NAMES,
        "live": LIVE, "refused": "",
    }  # fmt: skip


def _rows(view: str) -> Any:
    after = request.args.get("after", "")
    if view == "closed":
        midnight = g.stamp.local.replace(hour=0, minute=0, second=0, microsecond=0)
        return queries.answered_today(g.stamp.by, midnight, _whole(after))
    found = queries.pool if view == "pool" else queries.open_rows
    return found(g.stamp.by, _place(after))


def _whole(text: str) -> int | None:
    try:
        return row_id(text)
    except ValueError:
        return None


def _place(text: str) -> tuple[datetime, int] | None:
    """A place in a list by due time and lead, from the address; None for anything else."""
    at, _sign, number = text.rpartition("~")
    try:
        found = datetime.fromisoformat(at), row_id(number)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


def _key(view: str, last: Any) -> str:
    if last is None:
        return ""
    return str(last.id) if view == "closed" else f"{last.due_at.isoformat()}~{last.lead_id}"


def _people() -> list[tuple[int, str]]:
    return [(one.id, named(one)) for one in sellers(g.stamp.store_id) if one.id != g.stamp.by.id]


def _seen() -> int:
    """The topic's version and the minute: minutes are shown, so they are part of what was seen."""
    minute: int = g.stamp.local.hour * 60 + g.stamp.local.minute
    return topic_version(g.stamp.store_id, TOPIC) * 1440 + minute


@bp.post("/enquiries")
@allowed(Right.SELL)
def note_call() -> Response:
    """The call is written down: mine, an advisor's, or no intention."""
    form = CallForm(request.form)
    if not form.submit(actions.note_call, stamp=g.stamp):
        return _page(form, form.status)
    enquiry = form.result
    said = _("No intention: counted by its reason.") if form.none else _("The enquiry is on file.")
    if enquiry.lead_id and not form.none and queries.is_mine(g.stamp.by, enquiry.lead_id):
        return done(None, url_for("leads.detail", lead_id=enquiry.lead_id), toast=said)
    return done(None, url_for(".desk", view="closed" if form.none else "open"), toast=said)


@bp.post("/enquiries/leads/<int:lead_id>/claim")
@allowed(Right.SELL)
def claim(lead_id: int) -> Response:
    """Mine, or the name of who was quicker."""
    form = Form()
    if form.submit(actions.claim, lead_id, stamp=g.stamp):
        return done(None, url_for("leads.detail", lead_id=lead_id), toast=_("It is yours. The first answer is due."))
    return show("enquiries/desk.html", None, 409, **{**_context(CallForm()), "refused": form.message})


@bp.get("/enquiries/<int:enquiry_id>/hand-over")
@allowed(Right.SELL)
def new_hand_over(enquiry_id: int) -> Response:
    enquiry, lead = queries.enquiry_for(g.stamp.by, enquiry_id)
    return _sheet("hand", enquiry, lead, HandForm().offer(_people()))


@bp.post("/enquiries/<int:enquiry_id>/hand-over")
@allowed(Right.SELL)
def hand_over(enquiry_id: int) -> Response:
    """An advisor goes on with it, with the reason."""
    enquiry, lead = queries.enquiry_for(g.stamp.by, enquiry_id)
    form = HandForm(request.form).offer(_people())
    if form.submit(actions.hand_over, enquiry, lead, stamp=g.stamp):
        said = _("%(name)s goes on with it.", name=queries.name_of(form.arguments()["owner_id"]))
        return done(None, url_for(".desk", view="open"), toast=said)
    return _sheet("hand", enquiry, lead, form, form.status)


@bp.get("/enquiries/<int:enquiry_id>/no-intention")
@allowed(Right.SELL)
def new_no_intention(enquiry_id: int) -> Response:
    enquiry, lead = queries.enquiry_for(g.stamp.by, enquiry_id)
    return _sheet("none", enquiry, lead, NoneForm())


@bp.post("/enquiries/<int:enquiry_id>/no-intention")
@allowed(Right.SELL)
def no_intention(enquiry_id: int) -> Response:
    """Closed with its reason (F-13); never a lost sale."""
    enquiry, lead = queries.enquiry_for(g.stamp.by, enquiry_id)
    form = NoneForm(request.form)
    if form.submit(actions.no_intention, enquiry, lead, stamp=g.stamp):
        went_on = lead.stage in LIVE
        said = _("Counted by its reason; the lead goes on.") if went_on else _("No intention: counted by its reason.")
        return done(None, url_for(".desk", view="closed"), toast=said)
    return _sheet("none", enquiry, lead, form, form.status)


@bp.post("/enquiries/<int:enquiry_id>/answer")
@allowed(Right.SELL)
def answer(enquiry_id: int) -> Response:
    """Answered, for a customer who has ordered already."""
    enquiry, lead = queries.enquiry_for(g.stamp.by, enquiry_id)
    form = Form()
    said = _("Answered.") if form.submit(actions.answer, enquiry, lead, stamp=g.stamp) else form.message
    return done(None, url_for(".desk", view="open"), toast=said)


def _sheet(name: str, enquiry: Any, lead: Any, form: Any, status: int = 200) -> Response:
    """A small form: a dialog for htmx, a page of its own otherwise."""
    part = f"enquiries/_{name}.html"
    return show("enquiries/sheet.html", part, status, enquiry=enquiry, lead=lead, form=form, part=part)
