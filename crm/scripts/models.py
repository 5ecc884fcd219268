"""The texts: scripts in versions, policies with their days."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Ref, Stamped, StoreRow, append_only


class ScriptVersion(StoreRow, Stamped, Base):
    """What marketing wrote for a theme and a grade ("" for every grade); an empty one gives way to the house's own."""

    __tablename__ = "script_versions"
    __table_args__ = (UniqueConstraint("store_id", "theme", "grade", "number"),)
    id: Mapped[Id]
    theme: Mapped[str]
    grade: Mapped[str]
    number: Mapped[int]
    goal: Mapped[str]
    tell: Mapped[str]
    learn: Mapped[str]
    agree: Mapped[str]


append_only("script_versions")


class Policy(StoreRow, Stamped, Base):
    """What holds from a day until a day, for one model or ("") for all: a price, a subsidy, a rate."""

    __tablename__ = "policies"
    __table_args__ = (Index("ix_policies_until", "store_id", "until_on", "id"),)
    id: Mapped[Id]
    model: Mapped[str]
    text: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    ended_at: Mapped[datetime | None]  # taken away before its last day
    ended_by_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))
