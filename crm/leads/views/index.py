"""The list of leads, and a new one from a phone enquiry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.customers.actions import file_customer
from crm.leads import actions, card, queries
from crm.leads.forms import NewLeadForm
from crm.leads.rules import FIRST_CONTACT, STAGE_NAMES, Grade
from crm.leads.rules.climb import LEVEL_NAMES, Level, climbed_to
from crm.leads.views import bp
from crm.shared import settings
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right


def _wanted() -> queries.Wanted:
    """The filters of the address; an unknown value means none."""
    args = request.args
    view, grade = args.get("view", "open"), args.get("grade", "").upper()
    day, _dot, number = args.get("after", "").rpartition("~")
    try:
        after = (date.fromisoformat(day) if day else None, int(number)) if number else None
    except ValueError:
        after = None
    view = view if view in queries.VIEWS else "open"
    sort = args.get("sort") or ("late" if view == "overdue" else "")
    chief = g.stamp.by.can(Right.ALL_LEADS, Right.TEAM_LEADS)
    return queries.Wanted(
        view=view, sort=sort if sort in queries.SORTS else "", grade=grade if grade in Grade.__members__ else None,
        whose="mine" if args.get("whose") == "mine" or not chief else "all",
        owner_id=args.get("owner", type=int), after=after if not sort or day else None,
    )  # fmt: skip


@bp.get("/leads")
@allowed(Right.SELL)
def index() -> Response:
    """Leads by view, grade and owner; fifty a page."""
    wanted = _wanted()
    rows = queries.leads(g.stamp, wanted)
    last = rows[queries.PAGE - 1] if len(rows) > queries.PAGE else None
    key = f"{last.due_on or queries.NEVER}~{last.id}" if last else None
    return show(
        "leads/index.html", "leads/_rows.html" if wanted.after else "leads/_list.html",
        rows=rows[: queries.PAGE], wanted=wanted, next_key=key, stage_names=STAGE_NAMES,
        late=_late(), countdown=partial(card.countdown, stamp=g.stamp),
        tally=None if wanted.after else queries.tally(g.stamp, wanted.whose),
    )  # fmt: skip


def _late() -> Callable[[date], str]:
    """How long a lead is overdue and whose matter it is by now; rows of one day say the same."""
    today, numbers = g.stamp.today, settings.of(g.stamp.store_id)

    @cache
    def late(due_on: date) -> str:
        level = climbed_to(due_on, today, numbers)
        said = _("overdue by %(n)s d", n=(today - due_on).days)
        return said if level in (None, Level.ADVISOR) else f"{said} · {_(LEVEL_NAMES[level])}"

    return late


@bp.get("/leads/new")
@allowed(Right.SELL)
def new() -> Response:
    return _new(NewLeadForm(), 200)


@bp.post("/leads")
@allowed(Right.SELL)
def create() -> Response:
    """A phone enquiry becomes the caller's lead, or leads to the one that is open already."""
    form = NewLeadForm(request.form)
    if form.submit(_file, stamp=g.stamp):
        lead = form.result
        if lead.owner_id not in (None, g.stamp.by.id) and not g.stamp.by.can(Right.ALL_LEADS):
            return done(None, url_for(".index"), toast=_("This customer is already looked after by somebody else."))
        return done(None, url_for(".detail", lead_id=lead.id), toast=_("The lead is on file."))
    return _new(form, form.status)


def _new(form: NewLeadForm, status: int) -> Response:
    return show("leads/new.html", None, status, form=form, first_hours=settings.of(g.stamp.store_id)[FIRST_CONTACT])


def _file(*, channel: str, channel_detail: str, interest: str, stamp: Stamp, **person: Any) -> Any:
    """File the customer, then open the lead."""
    customer = file_customer(source=channel, owner_id=stamp.by.id, stamp=stamp, **person)
    return actions.open_lead(
        customer, owner_id=stamp.by.id, channel=channel, channel_detail=channel_detail, interest=interest, stamp=stamp
    )
