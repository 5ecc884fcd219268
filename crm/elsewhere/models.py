"""Visits at other stores as rows: the maker's list names the car by its VIN, on file or not."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import WORD, Base, Id, Ref, StoreRow


class ElsewhereVisit(StoreRow, Base):
    """One of our cars was in another store on a day (R-411). The car is found by `vin_index`, whenever it is filed."""

    __tablename__ = "elsewhere_visits"
    __table_args__ = (
        UniqueConstraint("store_id", "natural_key"),
        Index("ix_elsewhere_visits_car", "store_id", "vin_index", "on_day"),
        Index("ix_elsewhere_visits_day", "store_id", "on_day", "id"),
        Index("ix_elsewhere_visits_import", "import_id"),
    )
    id: Mapped[Id]
    vin: Mapped[str] = mapped_column(Cipher("elsewhere_visits.vin"))
    vin_index: Mapped[str]
    other_store: Mapped[str] = mapped_column(default="")
    in_region: Mapped[bool | None]  # None: the list does not say
    on_day: Mapped[date]
    natural_key: Mapped[str] = mapped_column(WORD)
    import_id: Mapped[Ref | None]
