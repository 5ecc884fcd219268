"""One order with its delivery or cancellation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.leads.rules import Stage
from crm.orders.models import (
    Cancellation,
    CancellationDecision,
    Delivery,
    DeliveryCheck,
    Order,
    Quotation,
    Referral,
    Refund,
)
from crm.orders.rules import Verdict
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.shared.words import _
from crm.staff.models import Staff
from crm.vehicles.models import Vehicle


def order_for(person: Person, order_id: int) -> tuple[Order, Lead]:
    """An order and its lead, or 404 unless this person may see the lead."""
    found = db.session.execute(
        select(Order, Lead).join(Lead, Lead.id == Order.lead_id).where(Order.id == order_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1]


def cancellation_for(person: Person, order_id: int) -> tuple[Cancellation, Order, Lead]:
    """The order's newest request to cancel, or 404."""
    order, lead = order_for(person, order_id)
    newest = select(Cancellation).where(Cancellation.order_id == order.id).order_by(Cancellation.id.desc()).limit(1)
    found = db.session.scalars(newest).first()
    if found is None:
        raise NotYours
    return found, order, lead


def cancelled() -> ColumnElement[bool]:
    """In a statement over Order: a request to take it back was approved."""
    approved = select(Cancellation.id).join(
        CancellationDecision, CancellationDecision.cancellation_id == Cancellation.id
    )
    return approved.where(
        Cancellation.order_id == Order.id, CancellationDecision.verdict == Verdict.APPROVED.value
    ).exists()


def live_order(lead_id: int) -> Order | None:
    """The lead's order that was not cancelled."""
    found = select(Order).where(Order.lead_id == lead_id, ~cancelled())
    return db.session.scalars(found.order_by(Order.id.desc()).limit(1)).first()


def open_request(order_id: int) -> Cancellation | None:
    """The request to cancel that waits for its answer."""
    waiting = select(Cancellation).where(Cancellation.order_id == order_id, Cancellation.closed_at.is_(None))
    return db.session.scalars(waiting).first()


def order_of_request(request_id: int) -> int | None:
    """The order that a request to cancel is about."""
    return db.session.scalar(select(Cancellation.order_id).where(Cancellation.id == request_id))


def check_waits(order: Order, lead: Lead) -> None:
    """Refuse unless the order waits for its car and nobody wants to take it back."""
    if lead.stage != Stage.ORDERED or live_order(lead.id) is not order:
        raise Refused(_("This order is already delivered or cancelled."))
    if open_request(order.id) is not None:
        raise Refused(_("A request to cancel this order waits for its answer."))


def refund_of(cancellation_id: int) -> Refund | None:
    """Where the money of a cancelled order stands."""
    newest = select(Refund).where(Refund.cancellation_id == cancellation_id).order_by(Refund.id.desc()).limit(1)
    return db.session.scalars(newest).first()


def was_delivered(store_id: int, vin: str | None) -> bool:
    """Whether the store has handed over a car with this VIN before."""
    if not vin:
        return False
    same = select(Delivery.id).join(Vehicle, Vehicle.id == Delivery.vehicle_id)
    same = same.where(Vehicle.store_id == store_id, Vehicle.vin_index == blind(store_id, "vin", vin))
    return db.session.execute(same.limit(1)).first() is not None


def promised_to_another(order: Order, vin: str) -> bool:
    """Whether another order waits for the car with this VIN."""
    same = select(Order.id).where(
        Order.store_id == order.store_id, Order.vin_index == blind(order.store_id, "vin", vin)
    )
    if order.id is not None:
        same = same.where(Order.id != order.id)
    with db.session.no_autoflush:
        return db.session.execute(same.limit(1)).first() is not None


def delivery_of(order_id: int) -> Delivery | None:
    return db.session.scalar(select(Delivery).where(Delivery.order_id == order_id))


_GIVER = aliased(Customer)
_NEWEST = select(func.max(Quotation.id)).where(Quotation.lead_id == Lead.id).correlate(Lead).scalar_subquery()
_ORDER = (
    select(
        Lead.id.label("lead_id"), Lead.stage, Order.id, Order.model, Order.colour, Order.price_fen, Order.deposit_fen,
        Order.deposit_kind, Order.promised_on, Delivery.delivered_on, Delivery.mileage_km,
        Cancellation.reason.label("cancelled"), Cancellation.closed_at.label("answered_at"),
        CancellationDecision.verdict, Quotation.id.label("offer_id"), Quotation.model.label("offer_model"),
        Quotation.price_fen.label("offer_fen"), Quotation.valid_until, Referral.giver_id,
        _GIVER.name.label("giver"),
    )
    .outerjoin(Order, Order.lead_id == Lead.id)
    .outerjoin(Delivery, Delivery.order_id == Order.id)
    .outerjoin(Cancellation, Cancellation.order_id == Order.id)
    .outerjoin(CancellationDecision, CancellationDecision.cancellation_id == Cancellation.id)
    .outerjoin(Quotation, Quotation.id == _NEWEST)
    .outerjoin(Referral, Referral.lead_id == Lead.id)
    .outerjoin(_GIVER, _GIVER.id == Referral.giver_id)
    .where(Lead.id == bindparam("lead", type_=BigInteger))
    .order_by(Order.id.desc(), Cancellation.id.desc())
    .limit(1)
)  # fmt: skip


def order_of(lead_id: int) -> Any:
    """The lead's stage, latest order and what became of it, newest offer and giver; one statement for its page."""
    return db.session.execute(_ORDER, {"lead": lead_id}).first()


def page_of(person: Person, order_id: int) -> tuple[Any, Sequence[Any], Sequence[str]]:
    """The order's page: the order with everybody in it, its requests to cancel, and the checklist as ticked."""
    row = db.session.execute(
        select(Order, Lead, Customer, Staff, Delivery, Vehicle, Quotation)
        .join(Lead, Lead.id == Order.lead_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .outerjoin(Delivery, Delivery.order_id == Order.id)
        .outerjoin(Vehicle, Vehicle.id == Delivery.vehicle_id)
        .outerjoin(Quotation, Quotation.id == Order.quotation_id)
        .where(Order.id == order_id, leads_for(person))
    ).first()
    if row is None:
        raise NotYours
    ticked = select(DeliveryCheck.item).where(DeliveryCheck.delivery_id == (row.Delivery.id if row.Delivery else 0))
    done = db.session.scalars(ticked).all() if row.Delivery else []
    return row, _requests(order_id), done


def _requests(order_id: int) -> Sequence[Any]:
    """Each request with its answer and the money, newest first."""
    newest = select(Refund.id).where(Refund.cancellation_id == Cancellation.id).order_by(Refund.id.desc()).limit(1)
    asked = Staff.name.label("name"), Staff.name_en.label("name_en")
    return db.session.execute(
        select(Cancellation, CancellationDecision, Refund, *asked)
        .outerjoin(CancellationDecision, CancellationDecision.cancellation_id == Cancellation.id)
        .outerjoin(Refund, Refund.id == newest.correlate(Cancellation).scalar_subquery())
        .outerjoin(Staff, Staff.id == Cancellation.by_id)
        .where(Cancellation.order_id == order_id)
        .order_by(Cancellation.id.desc())
    ).all()
