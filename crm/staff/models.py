"""Stores, teams, people, their sign-ins and the devices that a store shares."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, Base, Id, Ref, Stamped, StoreRow, Versioned


class Store(Versioned, Base):
    """One dealership (门店 / 4S店)."""

    __tablename__ = "stores"
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    phone: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    brand: Mapped[str] = mapped_column(default="")
    settings_version: Mapped[int] = mapped_column(Integer, default=0)
    opened_at: Mapped[datetime]
    demo: Mapped[bool] = mapped_column(default=False)
    demo_filled_at: Mapped[datetime | None]  # None while the made-up store is still being filled


class Team(StoreRow, Versioned, Base):
    """A sales group (销售组), or a department's team."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("store_id", "name"),)
    id: Mapped[Id]
    name: Mapped[str]
    archived_at: Mapped[datetime | None]


class Staff(StoreRow, Versioned, Base):
    """A person who works here. Disabled people stay as rows; their sessions end at once."""

    __tablename__ = "staff"
    __table_args__ = (Index("ix_staff_store", "store_id", "disabled_at", "name"),)
    id: Mapped[Id]
    team_id: Mapped[Ref | None] = mapped_column(ForeignKey("teams.id"))
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str]
    pin_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(String(2), default="zh")
    disabled_at: Mapped[datetime | None]
    disabled_by_id: Mapped[Ref | None]
    demo: Mapped[bool] = mapped_column(default=False)  # a demo sign-in: only beside demo data, only on loopback
    created_at: Mapped[datetime]


class StaffRole(Base):
    """One post of one person; the rights of a post stand in rules.ROLES."""

    __tablename__ = "staff_roles"
    staff_id: Mapped[int] = mapped_column(BIG, ForeignKey("staff.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class Device(StoreRow, Stamped, Base):
    """A browser that the store shares, such as the reception's tablet; known by a cookie of its own."""

    __tablename__ = "devices"
    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="reception", server_default="reception")  # rules.DeviceKind
    revoked_at: Mapped[datetime | None]


class SignIn(StoreRow, Base):
    """One session: a random token kept hashed. It ends by signing out, by time, or when the person is disabled."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_staff", "staff_id", "ended_at"),)
    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    device_id: Mapped[Ref | None] = mapped_column(ForeignKey("devices.id"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    flash: Mapped[str | None]  # one sentence for the next page


class SignInTry(Base):
    """A sign-in that failed, for the throttle; `who` is a keyed digest of name or address, never the text."""

    __tablename__ = "sign_in_tries"
    __table_args__ = (Index("ix_sign_in_tries_who", "who", "at"),)
    id: Mapped[Id]
    who: Mapped[str]
    at: Mapped[datetime]


class Refusal(Base):
    """Somebody asked for what their post does not allow; the journal writes it after the request has ended."""

    __tablename__ = "refusals"
    id: Mapped[Id]
    store_id: Mapped[Ref | None] = mapped_column(ForeignKey("stores.id"))
    staff_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
    route: Mapped[str]
    why: Mapped[str]
    at: Mapped[datetime]


class OpeningHours(StoreRow, Versioned, Base):
    """When the store is open on a weekday (0 is Monday); no row, or an archived one, means closed."""

    __tablename__ = "opening_hours"
    __table_args__ = (UniqueConstraint("store_id", "weekday"),)
    id: Mapped[Id]
    weekday: Mapped[int]
    opens: Mapped[time] = mapped_column(Time)
    closes: Mapped[time] = mapped_column(Time)
    archived_at: Mapped[datetime | None]


class CalendarDay(StoreRow, Versioned, Base):
    """A day that differs from its weekday: a holiday, or a make-up working day (调休)."""

    __tablename__ = "working_days"
    __table_args__ = (UniqueConstraint("store_id", "on_day"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(default="")
    archived_at: Mapped[datetime | None]  # the day is an ordinary one again


class IdempotencyKey(Base):
    """One submitted form: its body's hash and where it landed (Decision 8); kept 30 days."""

    __tablename__ = "idempotency_keys"
    key: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[Ref | None]
    route: Mapped[str]
    body_hash: Mapped[str]
    landing: Mapped[str]
    at: Mapped[datetime]


class Heartbeat(Base):
    """When a part of the machine was last alive: `worker:prompt`, `worker:bulk`, `clock`."""

    __tablename__ = "heartbeats"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
