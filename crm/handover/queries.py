"""What waits for after-sales, what is late, and what was taken over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from crm.callbacks.models import Task
from crm.callbacks.rules.queue import Rule
from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.handover.models import Acceptance
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.orders.models import Delivery, DeliveryCheck, Order
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff
from crm.staff.rules import Right
from crm.vehicles.models import Vehicle

PAGE = 50
VIEWS = ("waiting", "late", "accepted")
_ADVISOR, _TAKER = aliased(Staff), aliased(Staff)


def _seen_by(person: Person) -> ColumnElement[bool]:
    """After-sales sees every hand-over of the store, sales those of the leads they see."""
    here: ColumnElement[bool] = Delivery.store_id == person.store_id
    return here if person.can(Right.TAKE_OVER) else and_(here, leads_for(person))


def _waits(view: str, at: datetime) -> ColumnElement[bool]:
    if view == "accepted":
        return Acceptance.id.is_not(None)
    waiting = and_(Delivery.accept_by_at.is_not(None), Acceptance.id.is_(None))
    return and_(waiting, Delivery.accept_by_at < at) if view == "late" else waiting


def _ticked() -> Any:
    done = select(func.count()).select_from(DeliveryCheck).where(DeliveryCheck.delivery_id == Delivery.id)
    return done.correlate(Delivery).scalar_subquery().label("ticked")


def handovers(stamp: Stamp, view: str, before: int | None = None) -> Sequence[Any]:
    """One page of a view, and one row more when there is another page; what is due first stands first."""
    found = (
        select(
            Delivery.id, Delivery.delivered_on, Delivery.accept_by_at, Delivery.left_out, Delivery.wishes,
            Order.id.label("order_id"), Order.model, Order.customer_id, Customer.name, Customer.sex, Customer.kind,
            Customer.phone, Vehicle.plate, Vehicle.energy, Vehicle.next_due_on, Vehicle.insured_until,
            Vehicle.inspection_on, _ADVISOR.name.label("advisor"), _ADVISOR.name_en.label("advisor_en"),
            Acceptance.at.label("accepted_at"), Acceptance.note, _TAKER.name.label("taker"),
            _TAKER.name_en.label("taker_en"), Task.due_on.label("call_on"), Task.closed_at.label("called_at"),
            _ticked(),
        )
        .join(Order, Order.id == Delivery.order_id)
        .join(Lead, Lead.id == Order.lead_id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(Vehicle, Vehicle.id == Delivery.vehicle_id)
        .outerjoin(_ADVISOR, _ADVISOR.id == Lead.owner_id)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .outerjoin(_TAKER, _TAKER.id == Acceptance.by_id)
        .outerjoin(Task, and_(Task.vehicle_id == Vehicle.id, Task.rule == Rule.SEVEN_DAY.value))
        .where(_seen_by(stamp.by), _waits(view, stamp.at))
        .limit(PAGE + 1)
    )  # fmt: skip
    if view == "accepted":
        found = found.order_by(Delivery.id.desc())
        return db.session.execute(found if before is None else found.where(Delivery.id < before)).all()
    found = found.order_by(Delivery.id)
    return db.session.execute(found if before is None else found.where(Delivery.id > before)).all()


def tally(stamp: Stamp) -> Any:
    """How many wait, and how many of them for longer than promised."""
    late = func.coalesce(func.sum(case((Delivery.accept_by_at < stamp.at, 1), else_=0)), 0).label("late")
    return db.session.execute(
        select(func.count().label("waiting"), late)
        .select_from(Delivery)
        .join(Order, Order.id == Delivery.order_id)
        .join(Lead, Lead.id == Order.lead_id)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .where(_seen_by(stamp.by), _waits("waiting", stamp.at))
    ).one()


def late_ones(stamp: Stamp) -> Sequence[Any]:
    """The hand-overs that nobody has taken over in time, for the board: the oldest first, at most a page."""
    return db.session.execute(
        select(
            Delivery.id, Delivery.accept_by_at, Order.id.label("order_id"), Order.model, Customer.name, Customer.sex,
            Customer.kind, _ADVISOR.name.label("advisor"), _ADVISOR.name_en.label("advisor_en"),
        )
        .join(Order, Order.id == Delivery.order_id)
        .join(Lead, Lead.id == Order.lead_id)
        .join(Customer, Customer.id == Order.customer_id)
        .outerjoin(_ADVISOR, _ADVISOR.id == Lead.owner_id)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .where(Delivery.store_id == stamp.store_id, _waits("late", stamp.at))
        .order_by(Delivery.accept_by_at, Delivery.id)
        .limit(PAGE)
    ).all()  # fmt: skip


def delivery_for(person: Person, delivery_id: int) -> Delivery:
    """A delivery of the store, or 404."""
    found = db.session.scalar(select(Delivery).where(Delivery.id == delivery_id, Delivery.store_id == person.store_id))
    if found is None:
        raise NotYours
    return found


def of_order(order_id: int) -> Any:
    """The hand-over of an order: until when, and who has taken over."""
    return db.session.execute(
        select(Delivery.accept_by_at, Acceptance.at, Acceptance.note, Staff.name, Staff.name_en)
        .outerjoin(Acceptance, Acceptance.delivery_id == Delivery.id)
        .outerjoin(Staff, Staff.id == Acceptance.by_id)
        .where(Delivery.order_id == order_id, Delivery.accept_by_at.is_not(None))
    ).first()


@timeline_part("acceptance", "handover/_entry.html")
def _acceptances(customer: Any) -> Select[Any]:
    part = entries(Acceptance, at=Acceptance.at, ref=Acceptance.id, by=Acceptance.by_id, text=Acceptance.note)
    part = part.join(Delivery, Delivery.id == Acceptance.delivery_id).join(Order, Order.id == Delivery.order_id)
    return part.where(Order.customer_id == customer)
