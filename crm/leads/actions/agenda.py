"""The next call's agenda: something is put on it, a call that counts brings it up, an undone call gives it back."""

from __future__ import annotations

from sqlalchemy import update

from crm.leads.models import AgendaItem, Lead
from crm.leads.rules.agenda import AgendaKind
from crm.notices import actions as notices
from crm.shared.db import db, insert_missing
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp


def put_on_agenda(
    lead: Lead, kind: AgendaKind, text: str = "", *, why: Reason | None = None, ref_id: int | None = None, stamp: Stamp
) -> bool:
    """The next call that counts brings this up; with `ref_id` it stands there once. True when it is new."""
    row = {
        "store_id": lead.store_id, "lead_id": lead.id, "kind": kind.value, "text": text.strip(), "ref_id": ref_id,
        "reason_code": why.code if why else None, "facts": dict(why.facts) if why else None,
        "by_id": stamp.by.id, "at": stamp.at,
    }  # fmt: skip
    return insert_missing(AgendaItem, [row]) > 0


def agenda_done(lead_id: int, call_id: int, stamp: Stamp) -> None:
    """A call that counts has brought up what stood there; a notice about it needs no answer any more."""
    standing = update(AgendaItem).where(AgendaItem.lead_id == lead_id, AgendaItem.done_at.is_(None))
    db.session.execute(standing.values(done_at=stamp.at, call_id=call_id))
    notices.withdraw("lost_back", lead_id, stamp=stamp)


def agenda_back(call_id: int) -> None:
    """That call is undone: the next one brings it up again."""
    brought = update(AgendaItem).where(AgendaItem.call_id == call_id)
    db.session.execute(brought.values(done_at=None, call_id=None))
