"""Stepping back: the advisor asks, a chief decides, the money is settled."""

from __future__ import annotations

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from crm.notices.views import opens
from crm.orders import actions, queries
from crm.orders.forms import AnswerForm, CancelForm
from crm.orders.models import Cancellation, Order
from crm.orders.rules import Becomes, CancelReason, Deposit, Verdict, refund_due
from crm.orders.views.base import bp, lead_page, order_page, sheet
from crm.shared.clock import clock
from crm.shared.forms import Form
from crm.shared.web import allowed, done
from crm.shared.words import _
from crm.staff.rules import Right


@opens("cancelling")
@opens("cancelled")
def cancelling_page(request_id: int) -> str | None:
    """Where a notice about a cancellation leads: to its order."""
    order_id = queries.order_of_request(request_id)
    return order_page(order_id) if order_id else None


@bp.get("/orders/<int:order_id>/cancellation/new")
@allowed(Right.SELL)
def new_cancellation(order_id: int) -> Response:
    order, lead = queries.order_for(g.stamp.by, order_id)
    return sheet("cancel", order=order, lead=lead, form=CancelForm(becomes=Becomes.OPEN.value))


@bp.post("/orders/<int:order_id>/cancellation")
@allowed(Right.SELL)
def ask_to_cancel(order_id: int) -> Response:
    """The customer's letter is here; a chief decides."""
    order, lead = queries.order_for(g.stamp.by, order_id)
    form = CancelForm(request.form)
    if form.submit(actions.ask_to_cancel, order, lead, stamp=g.stamp):
        return done(None, lead_page(lead.id), toast=_("Sent to your supervisor. Until then the order stands."))
    return sheet("cancel", form.status, order=order, lead=lead, form=form)


@bp.get("/orders/<int:order_id>/cancellation/decision/new")
@allowed(Right.REVIEW_LOST)
def new_answer(order_id: int) -> Response:
    asked, order, _lead = queries.cancellation_for(g.stamp.by, order_id)
    fen, _why = _suggested(asked, order)
    return _answer(asked, order, AnswerForm(refund=fen))


@bp.post("/orders/<int:order_id>/cancellation/decision")
@allowed(Right.REVIEW_LOST)
def decide_cancellation(order_id: int) -> Response:
    """Approve and say what goes back, or refuse with words."""
    asked, order, lead = queries.cancellation_for(g.stamp.by, order_id)
    form = AnswerForm(request.form)
    if form.submit(actions.decide_cancellation, asked, order, lead, stamp=g.stamp):
        gone = form.result.verdict == Verdict.APPROVED
        said = _("Cancelled.") if gone else _("The order stands; the advisor reads why.")
        return done(None, order_page(order_id), toast=said)
    return _answer(asked, order, form, form.status)


def _answer(asked: Cancellation, order: Order, form: AnswerForm, status: int = 200) -> Response:
    return sheet("answer", status, asked=asked, order=order, form=form, suggested=_suggested(asked, order))


def _suggested(asked: Cancellation, order: Order) -> tuple[int, Any]:
    """What the law gives back, and why."""
    day = asked.written_on or clock.day(asked.at, g.stamp.zone)
    late = order.promised_on is not None and order.promised_on < day
    promised = order.promised_on.isoformat() if order.promised_on else None
    kind, reason = Deposit(order.deposit_kind), CancelReason(asked.reason)
    return refund_due(kind, order.deposit_fen, reason, promised_on=promised, late=late)


@bp.post("/orders/<int:order_id>/cancellation/withdrawal")
@allowed(Right.SELL)
def withdraw_cancellation(order_id: int) -> Response:
    """The customer keeps the order after all."""
    asked, _order, lead = queries.cancellation_for(g.stamp.by, order_id)
    form = Form()
    done_so = form.submit(actions.withdraw_cancellation, asked, lead, stamp=g.stamp)
    return done(None, order_page(order_id), toast=_("Withdrawn. The order stands.") if done_so else form.message)


@bp.post("/orders/<int:order_id>/refund")
@allowed(Right.REVIEW_LOST)
def pay_back(order_id: int) -> Response:
    """The customer has the money."""
    asked, _order, _lead = queries.cancellation_for(g.stamp.by, order_id)
    form = Form()
    paid = form.submit(actions.pay_back, asked, stamp=g.stamp)
    return done(None, order_page(order_id), toast=_("Paid back.") if paid else form.message)
