"""The order of a lead, with its delivery or cancellation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select

from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.orders.models import Cancellation, Delivery, Order
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person
from crm.vehicles.models import Vehicle


def order_for(person: Person, order_id: int) -> tuple[Order, Lead]:
    """An order and its lead, or 404 unless this person may see the lead."""
    found = db.session.execute(
        select(Order, Lead).join(Lead, Lead.id == Order.lead_id).where(Order.id == order_id, leads_for(person))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1]


def live_order(lead_id: int) -> Order | None:
    """The lead's order that was not cancelled."""
    found = select(Order).outerjoin(Cancellation, Cancellation.order_id == Order.id)
    return db.session.scalars(
        found.where(Order.lead_id == lead_id, Cancellation.id.is_(None)).order_by(Order.id.desc()).limit(1)
    ).first()


def was_delivered(store_id: int, vin: str | None) -> bool:
    """Whether the store has handed over a car with this VIN before."""
    if not vin:
        return False
    same = select(Delivery.id).join(Vehicle, Vehicle.id == Delivery.vehicle_id)
    same = same.where(Vehicle.store_id == store_id, Vehicle.vin_index == blind(store_id, "vin", vin))
    return db.session.execute(same.limit(1)).first() is not None


_ORDER = (
    select(
        Lead.id.label("lead_id"), Lead.stage, Order.id, Order.model, Order.price_fen, Order.deposit_fen,
        Order.deposit_kind, Order.promised_on, Delivery.delivered_on, Delivery.mileage_km,
        Cancellation.reason.label("cancelled"),
    )
    .outerjoin(Order, Order.lead_id == Lead.id)
    .outerjoin(Delivery, Delivery.order_id == Order.id)
    .outerjoin(Cancellation, Cancellation.order_id == Order.id)
    .where(Lead.id == bindparam("lead", type_=BigInteger))
    .order_by(Order.id.desc())
    .limit(1)
)  # fmt: skip


def order_of(lead_id: int) -> Any:
    """The lead's stage and its latest order with what became of it, for the lead's page; one statement."""
    return db.session.execute(_ORDER, {"lead": lead_id}).first()


@timeline_part("order", "orders/_entry_order.html")
def _orders(customer: Any) -> Select[Any]:
    part = entries(
        Order,
        at=Order.at,
        ref=Order.id,
        by=Order.by_id,
        code=Order.deposit_kind,
        text=Order.model,
        number=Order.price_fen,
    )
    return part.where(Order.customer_id == customer)


@timeline_part("cancellation", "orders/_entry_cancellation.html")
def _cancellations(customer: Any) -> Select[Any]:
    part = entries(
        Cancellation, at=Cancellation.at, ref=Cancellation.id, by=Cancellation.by_id, code=Cancellation.reason,
        text=Cancellation.note,
    )  # fmt: skip
    return part.join(Order, Order.id == Cancellation.order_id).where(Order.customer_id == customer)


@timeline_part("delivery", "orders/_entry_delivery.html")
def _deliveries(customer: Any) -> Select[Any]:
    part = entries(
        Delivery, at=Delivery.at, ref=Delivery.id, by=Delivery.by_id, text=Order.model, number=Delivery.mileage_km
    )
    return part.join(Order, Order.id == Delivery.order_id).where(Order.customer_id == customer)
