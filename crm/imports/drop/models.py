"""Profiles, one for each system that drops files, and every file that has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import BIG, WORD, Base, Decided, Id, Ref, Stamped, StoreRow, Versioned

_KEPT = text("archived_at IS NULL")
_OPEN = text("state IN ('seen', 'taken', 'waiting')")


class DropProfile(Stamped, StoreRow, Versioned, Base):
    """One folder that is watched: which files, what their rows are, and whether they are written by themselves."""

    __tablename__ = "drop_profiles"
    __table_args__ = (
        Index("ux_drop_profiles", "store_id", "folder", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    )
    id: Mapped[Id]
    name: Mapped[str]
    folder: Mapped[str] = mapped_column(WORD)
    pattern: Mapped[str]
    kind: Mapped[str]
    source_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("import_sources.id"))
    by_itself: Mapped[bool]
    active: Mapped[bool] = mapped_column(default=True)
    watched_since_at: Mapped[datetime]  # quiet days count from here until the first file
    came_at: Mapped[datetime | None]
    trouble: Mapped[str | None]  # the reason's code; None while all is well
    archived_at: Mapped[datetime | None]


class DropFile(StoreRow, Decided, Base):
    """One file as it was seen in a folder. The same bytes are taken once for each profile."""

    __tablename__ = "drop_files"
    __table_args__ = (
        Index("ux_drop_files", "profile_id", "name", "size", "mtime_ns", unique=True),
        Index("ix_drop_files_store", "store_id", "id"),
        Index("ix_drop_files_open", "store_id", "state", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_drop_files_digest", "profile_id", "digest"),
    )
    id: Mapped[Id]
    profile_id: Mapped[Ref] = mapped_column(ForeignKey("drop_profiles.id"))
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BIG)
    mtime_ns: Mapped[int] = mapped_column(BIG)
    seen_at: Mapped[datetime]
    state: Mapped[str]
    digest: Mapped[str | None] = mapped_column(WORD)
    import_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("imports.id"))
    ended_at: Mapped[datetime | None]
