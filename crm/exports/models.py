"""An export as a row of the log: who asked for what and why, how it went, who approved it, who fetched it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.crypto import Cipher
from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow, Versioned, append_only

_WAITING = text("state = 'waiting'")


class Export(Stamped, StoreRow, Versioned, Base):
    """`by_id` asked for it `at`. Filters and the typed purpose are sealed; the file is a blob that goes on its day."""

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_store", "store_id", "id"),
        Index("ix_exports_person", "store_id", "by_id", "id"),
        Index("ix_exports_waiting", "store_id", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )
    id: Mapped[Id]
    sheet: Mapped[str]
    filters: Mapped[str | None] = mapped_column(Cipher("exports.filters"))  # JSON
    form: Mapped[str]
    language: Mapped[str] = mapped_column(String(2))
    purpose: Mapped[str]
    note: Mapped[str | None] = mapped_column(Cipher("exports.note"))  # the purpose in the person's own words
    full: Mapped[bool]  # numbers in full instead of masked
    state: Mapped[str]
    rows_due: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    counted: Mapped[int] = mapped_column(default=0)  # rows that count against the day's number
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason_code: Mapped[str | None]  # why it waits, or why it could not be made
    facts: Mapped[Json | None]
    name: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(Integer, default=0)
    blob_id: Mapped[Ref | None] = mapped_column(ForeignKey("blobs.id"))


class ExportDecision(Stamped, StoreRow, Base):
    """One answer of somebody who may approve exports."""

    __tablename__ = "export_decisions"
    id: Mapped[Id]
    export_id: Mapped[Ref] = mapped_column(ForeignKey("exports.id"), unique=True)
    verdict: Mapped[str]
    note: Mapped[str | None] = mapped_column(Cipher("export_decisions.note"))


class ExportDownload(Stamped, StoreRow, Base):
    """The file has been fetched."""

    __tablename__ = "export_downloads"
    __table_args__ = (Index("ix_export_downloads_export", "export_id"),)
    id: Mapped[Id]
    export_id: Mapped[Ref] = mapped_column(ForeignKey("exports.id"))


append_only("export_decisions")
append_only("export_downloads")
