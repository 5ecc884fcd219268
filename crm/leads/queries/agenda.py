"""What the next call with each of some customers must bring up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, case, select

from crm.leads.models import AgendaItem
from crm.leads.rules.agenda import AGENDA_ORDER
from crm.shared.db import db
from crm.staff.models import Staff

_ORDER = case(*((AgendaItem.kind == kind.value, number) for number, kind in enumerate(AGENDA_ORDER)))


def agenda_of(lead_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """The standing items of each lead that has some (id, kind, text, reason_code, facts, at, name, name_en), one
    statement; `leads/agenda.html` shows them."""
    if not lead_ids:
        return {}
    rows: Sequence[Any] = db.session.execute(
        select(
            AgendaItem.lead_id, AgendaItem.id, AgendaItem.kind, AgendaItem.text, AgendaItem.reason_code,
            AgendaItem.facts, AgendaItem.at, Staff.name, Staff.name_en,
        )
        .outerjoin(Staff, Staff.id == AgendaItem.by_id)
        .where(AgendaItem.lead_id.in_(lead_ids), AgendaItem.done_at.is_(None))
        .order_by(_ORDER, AgendaItem.id)
    ).all()  # fmt: skip
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.lead_id, []).append(row)
    return found
