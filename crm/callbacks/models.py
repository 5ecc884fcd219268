"""The tasks of the day, one per lead at most, and the calls that were made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Id, Json, Ref, Stamped, StoreRow

OPEN = text("closed_at IS NULL")
OPEN_SALES = text("kind = 'sales' AND closed_at IS NULL")
COVERED = text("cover_id IS NOT NULL AND closed_at IS NULL")
OPEN_CARE = text("kind = 'care' AND closed_at IS NULL")


class Task(StoreRow, Decided, Base):
    """Somebody is to be called back. Made by a rule, once per lead (or vehicle), rule and due day."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("lead_id", "rule", "due_on"),
        UniqueConstraint("vehicle_id", "rule", "due_on"),
        Index("ix_tasks_customer", "customer_id"),
        Index("ux_tasks_one_open", "lead_id", unique=True, sqlite_where=OPEN_SALES, postgresql_where=OPEN_SALES),
        Index("ix_tasks_owner", "store_id", "owner_id", "opens_on", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_tasks_cover", "store_id", "cover_id", sqlite_where=COVERED, postgresql_where=COVERED),
        Index("ix_tasks_care", "store_id", "opens_on", sqlite_where=OPEN_CARE, postgresql_where=OPEN_CARE),
    )
    id: Mapped[Id]
    kind: Mapped[str]  # sales | care
    rule: Mapped[str]
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    vehicle_id: Mapped[Ref | None] = mapped_column(ForeignKey("vehicles.id"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # None: nobody's yet, or after-sales' pool
    cover_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # who does it while the owner is away
    opens_on: Mapped[date]  # in the list from this day
    due_on: Mapped[date]
    until_on: Mapped[date]  # overdue after this day
    due_at: Mapped[datetime | None]  # a 24-hour contact has an hour, too
    absorbed: Mapped[Json]  # the weaker rules that asked for the same lead: [{"rule": …, "due_on": …}]
    made_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)  # calls that did not count
    tried: Mapped[str] = mapped_column(default="")  # in which parts of the day (rules.contact.Band)
    tried_at: Mapped[datetime | None]
    again_on: Mapped[date | None]  # the customer asked to be called later
    closed_at: Mapped[datetime | None]
    closed_how: Mapped[str | None]
    call_id: Mapped[Ref | None]  # the call that closed it; no foreign key, the call names its task


class Call(Stamped, StoreRow, Decided, Base):
    """One contact, or the attempt (R-224). `counts` with its reason is the machine's verdict (R-226)."""

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_lead", "lead_id", "at"),
        Index("ix_calls_customer", "customer_id", "at"),
        Index("ix_calls_by", "store_id", "by_id", "at"),
        Index("ix_calls_task", "task_id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    task_id: Mapped[Ref | None] = mapped_column(ForeignKey("tasks.id"))
    channel: Mapped[str]
    result: Mapped[str]
    topic: Mapped[str | None]
    said: Mapped[str] = mapped_column(default="")
    learnt: Mapped[str] = mapped_column(default="")
    agreed: Mapped[str] = mapped_column(default="")
    next_on: Mapped[date | None]
    counts: Mapped[bool]
    inbound: Mapped[bool] = mapped_column(default=False, server_default=false())  # the customer called us
    before: Mapped[Json | None]  # how the lead and its task stood: dates only, so that the call can be undone


class CallOverride(StoreRow, Stamped, Decided, Base):
    """A number was shown for a call although a rule spoke against it, and why (F-62, F-63); the chiefs read these."""

    __tablename__ = "call_overrides"
    __table_args__ = (
        Index("ix_call_overrides_at", "store_id", "id"),
        Index("ix_call_overrides_customer", "customer_id", "id"),
    )
    id: Mapped[Id]
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    why: Mapped[str]


class CallUndo(StoreRow, Stamped, Base):
    """A call was undone: its words are gone, that it was there is not."""

    __tablename__ = "call_undos"
    __table_args__ = (Index("ix_call_undos_customer", "customer_id", "at"),)
    id: Mapped[Id]
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    channel: Mapped[str]
    result: Mapped[str]
    called_at: Mapped[datetime]
    called_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
