"""What the night has found out about each car and its owner, and every change of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, Base, Decided, Fen, Id, Ref, StoreRow


class VehicleState(StoreRow, Decided, Base):
    """Where one vehicle stands since `since_on`. Written anew only when something about it has changed."""

    __tablename__ = "vehicle_states"
    __table_args__ = (
        Index("ix_vehicle_states_list", "store_id", "state", "order_on", "vehicle_id"),
        Index("ix_vehicle_states_customer", "customer_id", "rank"),
        {"info": {"derived": True}},
    )
    vehicle_id: Mapped[int] = mapped_column(BIG, ForeignKey("vehicles.id"), primary_key=True)
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    state: Mapped[str]
    since_on: Mapped[date]
    last_visit_on: Mapped[date | None]
    last_visit_id: Mapped[Ref | None]  # the cause of a coming-back gift: churned:<last visit id>
    due_on: Mapped[date | None]
    overdue: Mapped[bool]
    order_on: Mapped[date]  # the due date, unknown ones last: lists page by it
    rank: Mapped[int]  # best first, to choose the car that speaks for the customer
    value_grade: Mapped[str | None]  # None: no paid work in the window
    visits_paid: Mapped[int]
    spend_fen: Mapped[Fen]
    interval_days: Mapped[int | None]
    computed_on: Mapped[date]


class StateChange(StoreRow, Decided, Base):
    """A vehicle went from one state to another on a day; `old` is empty for its first one."""

    __tablename__ = "state_changes"
    __table_args__ = (
        UniqueConstraint("vehicle_id", "on_day", "old", "new"),
        Index("ix_state_changes_new", "store_id", "new", "on_day"),
    )
    id: Mapped[Id]
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    old: Mapped[str]
    new: Mapped[str]
    on_day: Mapped[date]
    last_visit_id: Mapped[Ref | None]
    at: Mapped[datetime]


class CustomerState(StoreRow, Decided, Base):
    """The state of the customer: the best among the vehicles; `vehicle_id` is the one that speaks."""

    __tablename__ = "customer_states"
    __table_args__ = (
        Index("ix_customer_states_state", "store_id", "state", "customer_id"),
        Index("ix_customer_states_vehicle", "vehicle_id"),
        {"info": {"derived": True}},
    )
    customer_id: Mapped[int] = mapped_column(BIG, ForeignKey("customers.id"), primary_key=True)
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    state: Mapped[str]
    value_grade: Mapped[str | None]


class RetentionRun(StoreRow, Base):
    """One night's work, so that a page can say how old its states are."""

    __tablename__ = "retention_runs"
    __table_args__ = (UniqueConstraint("store_id", "on_day"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    at: Mapped[datetime]
    vehicles: Mapped[int]
    changed: Mapped[int]
