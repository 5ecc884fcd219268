"""What the next call must bring up."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Id, Json, Ref, Stamped, StoreRow

OPEN = text("done_at IS NULL")


class AgendaItem(StoreRow, Stamped, Base):
    """One thing to bring up in the next call that counts. `text` is what a person wrote; the machine gives a reason."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        UniqueConstraint("lead_id", "kind", "ref_id"),
        Index("ix_agenda_items_open", "lead_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_agenda_items_call", "call_id"),
    )
    id: Mapped[Id]
    lead_id: Mapped[Ref] = mapped_column(ForeignKey("leads.id"))
    kind: Mapped[str]  # rules.agenda.AgendaKind
    text: Mapped[str] = mapped_column(default="")
    reason_code: Mapped[str | None]
    facts: Mapped[Json | None]
    ref_id: Mapped[Ref | None]  # the row it comes from: asked twice, it stands there once
    call_id: Mapped[Ref | None]  # the call that brought it up; no foreign key, calls are a higher feature's
    done_at: Mapped[datetime | None]
