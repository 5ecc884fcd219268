"""The cars in stock, as the dealer system's file says: read, never written (dms)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Ref, Stamped, StoreRow


class StockFile(StoreRow, Stamped, Base):
    """One reading of the stock file; the newest is what stands in stock. `by_id` None: it was found in its folder."""

    __tablename__ = "stock_files"
    __table_args__ = (Index("ix_stock_files_store", "store_id", "id"),)
    id: Mapped[Id]
    digest: Mapped[str]
    cars: Mapped[int]
    refused: Mapped[int] = mapped_column(default=0)  # lines that could not be read


class StockCar(StoreRow, Base):
    """One car of the newest file."""

    __tablename__ = "stock_cars"
    __table_args__ = (
        Index("ix_stock_cars_state", "store_id", "state", "id"),
        Index("ix_stock_cars_model", "store_id", "model"),
    )
    id: Mapped[Id]
    file_id: Mapped[Ref] = mapped_column(ForeignKey("stock_files.id"))
    model: Mapped[str]
    colour: Mapped[str]
    state: Mapped[str]  # free | held
    vin: Mapped[str | None] = mapped_column(Cipher("stock_cars.vin"))
