"""Service visits: one row for each time a car was in the workshop, with who paid for what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.clock import noon
from crm.shared.db import WORD, Base, Fen, Id, Ref, StoreRow


def _noon_of(context: Any) -> datetime:
    return noon(context.get_current_parameters()["came_on"])


class ServiceVisit(StoreRow, Base):
    """A visit, from a file or by hand. `natural_key` makes the same visit the same row, however often it comes in."""

    __tablename__ = "service_visits"
    __table_args__ = (
        UniqueConstraint("store_id", "natural_key"),
        Index("ix_service_visits_vehicle", "vehicle_id", "came_on"),
        Index("ix_service_visits_customer", "customer_id", "came_on"),
        Index("ix_service_visits_came", "store_id", "came_on", "id"),
        Index("ix_service_visits_import", "import_id"),
        CheckConstraint("paid_fen >= 0 AND warranty_fen >= 0 AND insurance_fen >= 0", name="amounts"),
    )
    id: Mapped[Id]
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    came_on: Mapped[date]
    came_at: Mapped[datetime] = mapped_column(default=_noon_of)  # for the timeline only
    left_on: Mapped[date | None]
    mileage_km: Mapped[int | None]
    order_no: Mapped[str] = mapped_column(default="")
    job: Mapped[str] = mapped_column(default="other")
    item: Mapped[str] = mapped_column(default="")
    paid_fen: Mapped[Fen] = mapped_column(default=0)  # by the customer: the only part that counts for value
    warranty_fen: Mapped[Fen] = mapped_column(default=0)
    insurance_fen: Mapped[Fen] = mapped_column(default=0)
    advisor_name: Mapped[str] = mapped_column(default="")
    natural_key: Mapped[str] = mapped_column(WORD)
    import_id: Mapped[Ref | None]  # the file it came from; None when filed by a person


class ServiceLine(StoreRow, Base):
    """One line of a visit: what was done, and who paid for it. The sums of a visit are the sums of its lines.

    A visit of which only the day is known has none.
    """

    __tablename__ = "service_lines"
    __table_args__ = (
        UniqueConstraint("visit_id", "line_no"),
        CheckConstraint("paid_fen >= 0 AND warranty_fen >= 0 AND insurance_fen >= 0", name="amounts"),
    )
    id: Mapped[Id]
    visit_id: Mapped[Ref] = mapped_column(ForeignKey("service_visits.id"))
    line_no: Mapped[int]
    job: Mapped[str] = mapped_column(default="other")
    item: Mapped[str] = mapped_column(default="")
    paid_fen: Mapped[Fen] = mapped_column(default=0)
    warranty_fen: Mapped[Fen] = mapped_column(default=0)
    insurance_fen: Mapped[Fen] = mapped_column(default=0)
