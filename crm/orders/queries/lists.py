"""The lists of /orders: what waits, what is late, who steps back, what is owed; fifty a page by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.leads.rules import Stage
from crm.orders.models import Cancellation, Delivery, Order, Refund
from crm.orders.queries.single import cancelled
from crm.orders.rules import RefundState
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

PAGE = 50
VIEWS = ("waiting", "late", "cancelling", "owed", "delivered")


def _waits() -> ColumnElement[bool]:
    """The order stands and its car is still to come."""
    delivered = select(Delivery.id).where(Delivery.order_id == Order.id).correlate(Order).exists()
    return (Lead.stage == Stage.ORDERED.value) & ~delivered & ~cancelled()


def _asked() -> ColumnElement[bool]:
    return Order.id.in_(select(Cancellation.order_id).where(Cancellation.closed_at.is_(None)))


def _owed() -> ColumnElement[bool]:
    """Money goes back to the customer and has not yet."""
    paid = select(Refund.cancellation_id).where(Refund.state == RefundState.PAID.value)
    owed = select(Cancellation.order_id).join(Refund, Refund.cancellation_id == Cancellation.id)
    return Order.id.in_(owed.where(Refund.state == RefundState.OWED.value, Cancellation.id.not_in(paid)))


def _condition(view: str, stamp: Stamp) -> ColumnElement[bool]:
    if view == "late":
        return _waits() & (Order.promised_on < stamp.today)
    if view == "cancelling":
        return _asked()
    if view == "owed":
        return _owed()
    if view == "delivered":
        return Delivery.id.is_not(None)
    return _waits()


def orders(stamp: Stamp, view: str, before: int | None = None) -> Sequence[Any]:
    """One page of a view, newest first, and one row more when there is another page."""
    found = (
        select(
            Order.id, Order.lead_id, Order.model, Order.colour, Order.price_fen, Order.deposit_fen, Order.deposit_kind,
            Order.promised_on, Order.at, Customer.name, Customer.sex, Customer.kind, Staff.name.label("owner"),
            Staff.name_en.label("owner_en"), Delivery.delivered_on,
        )
        .join(Lead, Lead.id == Order.lead_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .outerjoin(Delivery, Delivery.order_id == Order.id)
        .where(Order.store_id == stamp.store_id, leads_for(stamp.by), _condition(view, stamp))
        .order_by(Order.id.desc())
        .limit(PAGE + 1)
    )  # fmt: skip
    return db.session.execute(found if before is None else found.where(Order.id < before)).all()


def tally(stamp: Stamp) -> Any:
    """How many wait, are late, are asked to be cancelled, are owed money; counted over what stands now."""
    mine = (
        select(
            case((_waits(), 1), else_=0).label("waiting"),
            case((_waits() & (Order.promised_on < stamp.today), 1), else_=0).label("late"),
            case((_asked(), 1), else_=0).label("cancelling"),
            case((_owed(), 1), else_=0).label("owed"),
        )
        .select_from(Order)
        .join(Lead, Lead.id == Order.lead_id)
        .where(Order.store_id == stamp.store_id, leads_for(stamp.by), (Lead.stage == Stage.ORDERED.value) | _owed())
        .subquery()
    )
    return db.session.execute(select(*(func.coalesce(func.sum(one), 0).label(one.name) for one in mine.c))).one()
