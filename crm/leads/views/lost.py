"""Lost sales: applying, the list of what waits, and the review."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.leads import actions, queries
from crm.leads.forms import DecisionForm, LostSaleForm
from crm.leads.queries import lost as lost_queries
from crm.leads.queries.twins import twins
from crm.leads.rules import BRANCHES, REASON_NAMES, branch_of
from crm.leads.rules.giving_up import CONTACTS_LEAST
from crm.leads.rules.lost import REVIEW_HOURS, UNREACHABLE_DAYS, VERDICT_NAMES, failed_days
from crm.leads.views import bp
from crm.shared import settings
from crm.shared.forms import Form
from crm.shared.web import allowed, done, show
from crm.shared.words import _
from crm.staff.rules import Right

DAYS, RECENT = 30, 7
bp.add_app_template_filter(json.loads, "facts")  # of a reason that the timeline brings as text


@bp.get("/leads/<int:lead_id>/lost-sale")
@allowed(Right.SELL)
def new_lost_sale(lead_id: int) -> Response:
    return _form(lead_id, LostSaleForm(), 200)


@bp.post("/leads/<int:lead_id>/lost-sale")
@allowed(Right.SELL)
def mark_lost(lead_id: int) -> Response:
    """Apply to count the lead as lost."""
    lead, form = queries.lead_for(g.stamp.by, lead_id), LostSaleForm(request.form)
    if form.submit(actions.mark_lost, lead, stamp=g.stamp):
        return done(
            None,
            url_for(".detail", lead_id=lead_id),
            toast=_("Sent to your supervisor. Until the review the lead stays with you."),
        )
    return _form(lead_id, form, form.status)


def _form(lead_id: int, form: LostSaleForm, status: int) -> Response:
    row = queries.page_row(g.stamp, lead_id)
    return show(
        "leads/lost_sale.html", "leads/_lost_form.html", status, form=form, lead=row.Lead, customer=row.Customer,
        owner=row.owner, branches=BRANCHES, reason_names=REASON_NAMES,
        failed=failed_days(queries.failed_call_days(lead_id, g.stamp.zone)),
        wanted_days=settings.of(g.stamp.store_id)[UNREACHABLE_DAYS], age=(g.stamp.today - row.Lead.opened_on).days,
        twins=twins(row.Lead), presets=[(days, g.stamp.today + timedelta(days=days)) for days in (30, 90, 180)],
    )  # fmt: skip


@bp.get("/lost")
@allowed(Right.SELL)
def lost() -> Response:
    """Own applications for everybody, what waits for a review for supervisors, and why sales were lost."""
    by, since = g.stamp.by, g.stamp.at - timedelta(days=DAYS)
    reviews, chosen = by.can(Right.REVIEW_LOST), request.args.get("branch", "")
    reasons = next((branch.reasons for branch in BRANCHES if branch.code == chosen), ())
    return show(
        "leads/lost.html", None, 200, mine=lost_queries.mine(by, g.stamp.at - timedelta(days=RECENT)), reviews=reviews,
        pending=lost_queries.pending(by) if reviews else [], told=lost_queries.lost_reasons(by, since),
        soon=lost_queries.reopening_soon(by, g.stamp.today + timedelta(days=7)), chosen=chosen if reasons else "",
        approved=lost_queries.approved(by, since, reasons) if reasons or chosen == "all" else None, **_words(),
    )  # fmt: skip


def _words() -> dict[str, Any]:
    return {
        "reason_names": REASON_NAMES, "branch_of": branch_of, "verdict_names": VERDICT_NAMES, "days": DAYS,
        "late_before": g.stamp.at - timedelta(hours=settings.of(g.stamp.store_id)[REVIEW_HOURS]),
        "review_hours": settings.of(g.stamp.store_id)[REVIEW_HOURS],
        "wanted_days": settings.of(g.stamp.store_id)[UNREACHABLE_DAYS],
        "contacts_least": settings.of(g.stamp.store_id)[CONTACTS_LEAST],
    }  # fmt: skip


@bp.get("/lost/<int:lost_sale_id>")
@allowed(Right.REVIEW_LOST)
def review(lost_sale_id: int) -> Response:
    """One application with all its facts, and the decision."""
    return _review(lost_sale_id, DecisionForm(), 200)


@bp.post("/lost/<int:lost_sale_id>/decision")
@allowed(Right.REVIEW_LOST)
def decide(lost_sale_id: int) -> Response:
    """Approve, or send back with words."""
    sale, lead = queries.lost_sale_for(g.stamp.by, lost_sale_id)
    form = DecisionForm(request.form)
    if form.submit(actions.decide_lost, sale, lead, stamp=g.stamp):
        approved = form.result.verdict == "approved"
        said = _("Approved; the lead leaves the queue.") if approved else _("Sent back with your words.")
        return done(None, url_for(".lost"), toast=said)
    return _review(lost_sale_id, form, form.status)


def _review(lost_sale_id: int, form: DecisionForm, status: int) -> Response:
    row = lost_queries.application(g.stamp.by, lost_sale_id)
    return show("leads/review.html", "leads/_review.html", status, form=form, row=row, **_words())


@bp.post("/lost/<int:lost_sale_id>/withdrawal")
@allowed(Right.SELL)
def withdraw(lost_sale_id: int) -> Response:
    """The applicant takes it back."""
    sale, lead = queries.lost_sale_for(g.stamp.by, lost_sale_id)
    form = Form()
    if form.submit(actions.withdraw, sale, lead, stamp=g.stamp):
        return done(None, url_for(".lost"), toast=_("Withdrawn. You go on with the lead."))
    return done(None, url_for(".lost"), toast=form.message)
