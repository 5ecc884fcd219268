"""Past sales as rows: which car was sold to whom, when, by whom and for how much."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.dictionaries.models import spoken
from crm.shared.clock import noon
from crm.shared.crypto import Cipher
from crm.shared.db import Base, Fen, Id, Ref, Stamped, StoreRow, Versioned


def _noon_of(context: Any) -> datetime:
    return noon(context.get_current_parameters()["sold_on"])


class CarSale(StoreRow, Stamped, Versioned, Base):
    """One car sold to one customer on one day, as a file tells it; orders of this system have rows of their own.

    `customer_id` is who bought it, whoever the car belongs to by now. `outlet` "" is the own showroom.
    """

    __tablename__ = "car_sales"
    __table_args__ = (
        UniqueConstraint("vehicle_id", "sold_on"),
        Index("ix_car_sales_customer", "customer_id", "sold_on"),
        Index("ix_car_sales_sold", "store_id", "sold_on", "id"),
        Index("ix_car_sales_import", "import_id"),
        CheckConstraint("price_fen >= 0", name="price"),
    )
    id: Mapped[Id]
    vehicle_id: Mapped[Ref] = mapped_column(ForeignKey("vehicles.id"))
    customer_id: Mapped[Ref] = mapped_column(ForeignKey("customers.id"))
    sold_on: Mapped[date]
    sold_at: Mapped[datetime] = mapped_column(default=_noon_of)  # for the timeline only
    model: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(default="")
    price_fen: Mapped[Fen | None]
    invoice_no: Mapped[str | None] = mapped_column(Cipher("car_sales.invoice_no"))
    advisor_id: Mapped[Ref | None] = mapped_column(ForeignKey("staff.id"))  # when somebody of that name works here
    advisor_name: Mapped[str] = mapped_column(default="")
    outlet: Mapped[str] = mapped_column(default="")
    import_id: Mapped[Ref | None]  # the file it came from


spoken("model", "car_sales", "model")
spoken("colour", "car_sales", "colour")
