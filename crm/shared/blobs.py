"""Files that nobody may keep for long: a licence, a delivery, an export. Sealed in the database, and gone on their day.

A blob's content is AES-256-GCM like every personal column (Decision 4), bound to its purpose and to a mark of its own,
so that a row's bytes do not open under another row. Erasing empties the content in the same statement that says when
and why; on SQLite the freed pages are overwritten. What remains is the row that proves it (F-82).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, LargeBinary, select, text, update
from sqlalchemy.orm import Mapped, deferred, mapped_column

from crm.shared.clock import dice
from crm.shared.crypto import seal_bytes, unseal_bytes
from crm.shared.db import Base, Id, Stamped, StoreRow, db
from crm.shared.forms import Refused
from crm.shared.pictures import MOST_BYTES, bare, media_of
from crm.shared.stamp import Stamp
from crm.shared.words import _

_KEPT = text("erased_at IS NULL")


class Blob(StoreRow, Stamped, Base):
    """One sealed file; after `erased_at` only the row is left."""

    __tablename__ = "blobs"
    __table_args__ = (
        Index("ix_blobs_due", "store_id", "erase_on", sqlite_where=_KEPT, postgresql_where=_KEPT),
        CheckConstraint("(erased_at IS NULL) = (content IS NOT NULL)", name="gone"),
    )
    id: Mapped[Id]
    purpose: Mapped[str]
    mark: Mapped[str]
    media: Mapped[str]
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    erase_on: Mapped[date | None]  # None: as long as the row that names it says
    erased_at: Mapped[datetime | None]
    erased_why: Mapped[str] = mapped_column(default="")


def keep(purpose: str, content: bytes, *, erase_on: date | None = None, stamp: Stamp) -> Blob:
    """Seal a picture; anything that is no JPEG, PNG or WebP, or too large, is refused under `photo`."""
    media = media_of(content)
    if media is None:
        raise Refused(_("Choose a photo: JPEG, PNG or WebP."), "photo")
    if len(content) > MOST_BYTES:
        raise Refused(_("This photo is larger than %(most)s MB. Take it smaller.", most=MOST_BYTES >> 20), "photo")
    return keep_file(purpose, bare(content, media), media=media, erase_on=erase_on, stamp=stamp)


def keep_file(purpose: str, content: bytes, *, media: str, erase_on: date | None, stamp: Stamp) -> Blob:
    """Seal a file that we have made ourselves."""
    mark = f"{dice.bits(128):032x}"
    blob = Blob(store_id=stamp.store_id, purpose=purpose, mark=mark, media=media, erase_on=erase_on)
    blob.content = seal_bytes(content, _bound(blob))
    blob.sign(stamp)
    db.session.add(blob)
    db.session.flush()
    return blob


def open_blob(blob: Blob) -> bytes | None:
    """The content, or None when it has been erased."""
    return unseal_bytes(blob.content, _bound(blob)) if blob.content else None


def erase(blob_ids: Sequence[int], *, why: str, stamp: Stamp) -> int:
    """Make files unreadable for ever; those that are gone stay as they are. How many."""
    return _erase(Blob.id.in_(blob_ids), why, stamp)


def erase_due(stamp: Stamp) -> int:
    """Every file of the store whose day has come; a second run finds none."""
    return _erase(Blob.erase_on <= stamp.today, "due", stamp)


def overdue(store_id: int, today: date) -> bool:
    """Whether a file lies there longer than was promised: the night's work has not run."""
    late = select(Blob.id).where(Blob.store_id == store_id, Blob.erased_at.is_(None), Blob.erase_on < today)
    return db.session.scalar(late.limit(1)) is not None


def _erase(which: Any, why: str, stamp: Stamp) -> int:
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text("PRAGMA secure_delete = ON"))  # the freed pages are filled with zeros
    done: Any = db.session.execute(
        update(Blob)
        .where(Blob.store_id == stamp.store_id, Blob.erased_at.is_(None), which)
        .values(content=None, erased_at=stamp.at, erased_why=why)
        .execution_options(synchronize_session="fetch")
    )
    return int(done.rowcount)


def _bound(blob: Blob) -> str:
    return f"blobs.content|{blob.store_id}|{blob.purpose}|{blob.mark}"
