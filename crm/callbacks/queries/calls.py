"""Calls that were written down: whose they are, what a colleague wrote meanwhile, and their part of the story."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from crm.callbacks.models import Call, CallUndo
from crm.customers.timeline import entries, timeline_part
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.leads.queries.evidence import OF_FILE
from crm.shared.db import db
from crm.shared.forms import Stale
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.rules import Right


def later_call(call: Call) -> bool:
    """Somebody has written down another contact with this customer since."""
    later = select(Call.id).where(Call.customer_id == call.customer_id, Call.id > call.id)
    return db.session.scalar(later.limit(1)) is not None


def call_for(person: Person, call_id: int) -> Call:
    """The call, or 404 unless it is one's own or its lead is in this person's charge."""
    found = db.session.scalar(select(Call).where(Call.id == call_id, Call.store_id == person.store_id))
    if found is None or (found.by_id != person.id and not _may_see(person, found)):
        raise NotYours
    return found


def _may_see(person: Person, call: Call) -> bool:
    if call.lead_id is None:
        return person.can(Right.ALL_LEADS, Right.CARE)
    return db.session.scalar(select(Lead.id).where(Lead.id == call.lead_id, leads_for(person))) is not None


def expect_no_other(lead_id: int, opened_at: datetime | None, stamp: Stamp) -> None:
    """Refuse to write over a colleague: what they have written down since the form was opened is said (409)."""
    theirs = words_of_others(lead_id, opened_at, stamp)
    if theirs:
        raise Stale(theirs)


def words_of_others(lead_id: int, opened_at: datetime | None, stamp: Stamp) -> dict[str, str]:
    """What somebody else has written down about this lead since; empty when nobody has."""
    if opened_at is None:
        return {}
    theirs = select(Call.said, Call.learnt, Call.agreed).where(
        Call.lead_id == lead_id, Call.at > opened_at, Call.by_id.is_distinct_from(stamp.by.id)
    )
    row = db.session.execute(theirs.order_by(Call.id.desc()).limit(1)).first()
    return {name: text for name, text in row._mapping.items() if text} or {"said": "–"} if row else {}


_later = aliased(Call)
_NEWEST = case(
    (Call.reason_code == OF_FILE, 0),
    (~exists().where(_later.customer_id == Call.customer_id, _later.id > Call.id), 1),
    else_=0,
)


@timeline_part("call_undo", "callbacks/_entry_undo.html")
def _undos(customer: Any) -> Select[Any]:
    """A call was undone; its words are gone."""
    code = CallUndo.channel + literal(" ") + CallUndo.result + literal(" ")
    part = entries(CallUndo, at=CallUndo.at, ref=CallUndo.id, by=CallUndo.by_id, code=code)
    return part.where(CallUndo.customer_id == customer)


@timeline_part("call", "callbacks/_entry.html")
def _calls(customer: Any) -> Select[Any]:
    """code: channel, result, topic, and whether they called us; text, more, also: told, learnt, agreed; number: 1 for
    the newest, which may be undone."""
    told = Call.channel + literal(" ") + Call.result + literal(" ") + func.coalesce(Call.topic, "")
    code = told + case((Call.inbound, literal(" in")), else_=literal(""))
    part = entries(
        Call, at=Call.at, ref=Call.id, by=Call.by_id, code=code, text=Call.said,
        more=Call.learnt, also=Call.agreed, counts=Call.counts, number=_NEWEST,
    )  # fmt: skip
    return part.where(Call.customer_id == customer)
