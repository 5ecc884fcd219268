"""The customer steps back (退订): asked for in writing, decided by somebody else, the money settled (F-18)."""

from __future__ import annotations

from datetime import date

from crm.leads.actions import decide_lost, mark_lost, queue_anew
from crm.leads.models import Lead
from crm.leads.rules import LostReason, Stage
from crm.leads.rules import Verdict as LostVerdict
from crm.leads.rules.lost import missing_facts
from crm.notices.actions import tell, withdraw
from crm.orders import queries
from crm.orders.models import Cancellation, CancellationDecision, Order, Refund
from crm.orders.rules import LOST_FOR, Becomes, CancelReason, RefundState, Verdict
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Person, Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role

CHIEFS = (Role.SUPERVISOR, Role.MANAGER)


def ask_to_cancel(
    order: Order, lead: Lead, *, reason: CancelReason, note: str = "", written_on: date, becomes: Becomes,
    competitor_brand: str = "", competitor_model: str = "", stamp: Stamp,
) -> Cancellation:  # fmt: skip
    """The customer's letter is here. The order stands until somebody else has decided."""
    queries.check_waits(order, lead)
    if reason is CancelReason.OTHER and not note.strip():
        raise Refused(_("Say in a few words what it was."), "note")
    if not clock.day(order.at, stamp.zone) <= written_on <= stamp.today:
        raise Refused(_("The letter was written between the order and today."), "written_on")
    request = Cancellation(
        store_id=order.store_id, order_id=order.id, reason=reason, note=note.strip(), written_on=written_on,
        becomes=becomes, competitor_brand=competitor_brand.strip(), competitor_model=competitor_model.strip(),
    )  # fmt: skip
    if becomes is Becomes.LOST:
        _check_facts(request)
    request.sign(stamp)
    db.session.add(request)
    db.session.flush()
    why = Reason("orders.asked_back", {"name": stamp.by.name})
    for chief in people_with(stamp.store_id, *CHIEFS):
        if chief.id is not None and chief.id != stamp.by.id:
            tell(chief.id, "cancelling", request.id, reason=why, stamp=stamp)
    raise_topic(lead.store_id, "leads")
    return request


def _check_facts(request: Cancellation) -> None:
    """What a lost sale for this reason must say (F-17), so that the approval has it."""
    told = {
        "note": request.note, "competitor_brand": request.competitor_brand,
        "competitor_model": request.competitor_model, "reopen_on": None, "duplicate_of": None,
    }  # fmt: skip
    for field, sentence in missing_facts(LOST_FOR[CancelReason(request.reason)], told):
        raise Refused(_(sentence), field)


def decide_cancellation(
    request: Cancellation, order: Order, lead: Lead, *, verdict: Verdict, note: str = "", refund: int | None = None,
    stamp: Stamp,
) -> CancellationDecision:  # fmt: skip
    """Approve and say what goes back, or refuse with words. Nobody decides about an own request."""
    _check_open(request)
    if request.by_id == stamp.by.id:
        raise Refused(_("Somebody else decides about your own request."))
    if verdict is Verdict.REFUSED and not note.strip():
        raise Refused(_("Say why the order stands."), "note")
    if verdict is Verdict.APPROVED and not 0 <= (refund or 0) <= 2 * order.deposit_fen:
        raise Refused(_("At most twice what was paid goes back."), "refund")
    decision = _answer(request, verdict, note, stamp)
    if verdict is Verdict.APPROVED:
        order.vin_index = None  # the car is free for somebody else
        _settle(request, refund or 0, stamp)
        _go_on(request, lead, stamp)
    if request.by_id is not None:
        why = Reason("orders.answered_back", {"name": stamp.by.name})
        tell(request.by_id, "cancelled", request.id, reason=why, stamp=stamp)
    raise_topic(lead.store_id, "leads")
    return decision


def _settle(request: Cancellation, refund: int, stamp: Stamp) -> None:
    state = RefundState.OWED if refund else RefundState.KEPT
    row = Refund(store_id=request.store_id, cancellation_id=request.id, state=state, amount_fen=refund)
    row.sign(stamp)
    db.session.add(row)


def _go_on(request: Cancellation, lead: Lead, stamp: Stamp) -> None:
    """The lead is followed up again today, or lost: the advisor's application and the chief's approval in one."""
    lead.stage, lead.next_on, lead.next_rule = Stage.OPEN, stamp.today, "agreed"
    if request.becomes == Becomes.LOST:
        asked = Stamp(Person(request.by_id, stamp.store_id, ""), stamp.at, stamp.zone)
        sale = mark_lost(
            lead, reason=LostReason(LOST_FOR[CancelReason(request.reason)]), note=request.note,
            competitor_brand=request.competitor_brand, competitor_model=request.competitor_model, stamp=asked,
        )  # fmt: skip
        db.session.flush()
        decide_lost(sale, lead, verdict=LostVerdict.APPROVED, stamp=stamp)
    queue_anew(lead)


def withdraw_cancellation(request: Cancellation, lead: Lead, *, stamp: Stamp) -> CancellationDecision:
    """The customer keeps the order after all; who asked takes the request back."""
    _check_open(request)
    if request.by_id != stamp.by.id:
        raise Refused(_("Only the person who asked can withdraw."))
    raise_topic(lead.store_id, "leads")
    return _answer(request, Verdict.WITHDRAWN, "", stamp)


def pay_back(request: Cancellation, *, stamp: Stamp) -> Refund:
    """The customer has the money."""
    now = queries.refund_of(request.id)
    if now is None or now.state != RefundState.OWED:
        raise Refused(_("Nothing is owed on this order, or it was paid back already."))
    row = Refund(
        store_id=request.store_id, cancellation_id=request.id, state=RefundState.PAID, amount_fen=now.amount_fen
    )
    row.sign(stamp)
    db.session.add(row)
    return row


def _check_open(request: Cancellation) -> None:
    if request.closed_at is not None:
        raise Refused(_("Somebody has decided about this request already."))


def _answer(request: Cancellation, verdict: Verdict, note: str, stamp: Stamp) -> CancellationDecision:
    request.closed_at = stamp.at
    decision = CancellationDecision(
        store_id=request.store_id, cancellation_id=request.id, verdict=verdict, note=note.strip()
    )
    decision.sign(stamp)
    db.session.add(decision)
    withdraw("cancelling", request.id, stamp=stamp)
    return decision
