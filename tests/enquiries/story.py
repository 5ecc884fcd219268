"""What the stories of enquiries share: an hour of the wall, a call, and what stands in the rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from crm.callbacks.actions import log_call
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.customers.models import ConsentGiven
from crm.enquiries import actions
from crm.leads.models import Lead
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.stamp import Stamp, machine
from tests.makers import make_enquiry, make_source
from tests.support import stamp_of

WALL = ZoneInfo("Asia/Shanghai")


def wall(hour: int, minute: int = 0, days: int = 0) -> Stamp:
    """The machine's stamp today at an hour of the store's wall."""
    today = stamp_of("manager").local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return machine(1, today + timedelta(days=days))


def by(username: str, at: Stamp) -> Stamp:
    return Stamp(stamp_of(username).by, at.at)


def lead_of(enquiry: Any) -> Lead:
    return db.session.get_one(Lead, enquiry.lead_id)


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def called(lead: Lead, stamp: Stamp, **changes: Any) -> None:
    told = {"channel": Channel.PHONE, "result": Result.REACHED, "topic": Topic.QUOTE, "said": "20.98", "learnt": "",
            "agreed": "", "next_on": None, **changes}  # fmt: skip
    log_call(lead, **told, stamp=stamp)
    db.session.flush()


def said(customer_id: int) -> list[tuple[str, bool, str]]:
    rows = select(ConsentGiven.purpose, ConsentGiven.given, ConsentGiven.text_version).order_by(ConsentGiven.id)
    return [tuple(row) for row in db.session.execute(rows.where(ConsentGiven.customer_id == customer_id))]


def pooled(n: int = 1, **more: Any) -> list[Any]:
    source = make_source(name="Pool", routing="pool")
    return [make_enquiry(source, phone=f"138000001{k:02d}", **more) for k in range(n)]


def call(**typed: Any) -> Any:
    given = {"phone": "13812341234", "name": "Carl", "channel": "call_in", **typed}
    enquiry = actions.note_call(**given, stamp=typed.pop("stamp", None) or stamp_of("dcc"))
    db.session.flush()
    return enquiry


def notices() -> list[tuple[int, int, bool]]:
    rows = db.session.scalars(select(Notice).where(Notice.kind == "unassigned")).all()
    return [(row.staff_id, row.subject_id, row.ended_at is None) for row in rows]


def open_notices(kind: str) -> list[tuple[int, int]]:
    rows = select(Notice.staff_id, Notice.subject_id).where(Notice.kind == kind, Notice.ended_at.is_(None))
    return [tuple(row) for row in db.session.execute(rows)]
