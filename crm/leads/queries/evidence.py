"""What is known about an opportunity: the facts that the suggested grade adds up, and failed calls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Boolean, Text, bindparam, column, func, select, table

from crm.customers.models import ProfileFact
from crm.leads.models import Lead, TestDrive
from crm.leads.rules import Facts
from crm.leads.rules.suggestion import VISIT_DAYS
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import Instant, db
from crm.shared.stamp import Stamp

PLEASED, DISAPPOINTED = ("order", "quote"), ("worse",)  # what was said after the drive (F-19)
ASKED = ("budget", "need", "urgency", "competitor")
# Rows of later steps, read by name only: a lead never depends on reception or callbacks.
visits = table("visits", column("lead_id"), column("arrived_at", Instant))
calls = table(
    "calls", column("lead_id"), column("at", Instant), column("counts", Boolean), column("agreed", Text),
    column("result", Text), column("channel", Text), column("reason_code", Text),
)  # fmt: skip
OF_FILE = "callbacks.from_file"  # a contact that a file has told: the story has it, no judgement is built on it

_last_call = (
    select(calls.c.counts)
    .where(calls.c.lead_id == Lead.id, calls.c.reason_code != OF_FILE)
    .order_by(calls.c.at.desc())
    .limit(1)
)
last_call_counts = _last_call.correlate(Lead).scalar_subquery()
last_call_agreed = _last_call.with_only_columns(calls.c.agreed).correlate(Lead).scalar_subquery()


SINCE = bindparam("visits_since", type_=Instant)
recent_visits = (
    select(func.count())
    .select_from(visits)
    .where(visits.c.lead_id == Lead.id, visits.c.arrived_at >= SINCE)
    .correlate(Lead)
    .scalar_subquery()
)
_last_drive = select(TestDrive.wish).where(TestDrive.lead_id == Lead.id).order_by(TestDrive.id.desc()).limit(1)
drive_wish = _last_drive.correlate(Lead).scalar_subquery()
drive_verdict = _last_drive.with_only_columns(TestDrive.verdict).correlate(Lead).scalar_subquery()
_seen = select(recent_visits, last_call_counts, last_call_agreed, drive_wish, drive_verdict).where(
    Lead.id == bindparam("lead")
)


def visits_since(stamp: Stamp) -> datetime:
    """From when on a visit to the showroom is recent."""
    return stamp.at - timedelta(days=settings.of(stamp.store_id)[VISIT_DAYS])


def facts_of(lead: Lead, stamp: Stamp) -> Facts:
    """The facts of one lead, in two statements; the lead's page reads them along with other things."""
    seen = db.session.execute(_seen, {"lead": lead.id, "visits_since": visits_since(stamp)}).one()
    known = select(ProfileFact.field, ProfileFact.value).where(
        ProfileFact.customer_id == lead.customer_id, ProfileFact.field.in_(ASKED)
    )
    rows = db.session.execute(known.order_by(ProfileFact.on_day, ProfileFact.id)).all()
    told = {row.field: row.value for row in rows}
    return facts(lead, told, stamp, *seen)


def facts(
    lead: Lead,
    told: Mapping[str, str | None],
    stamp: Stamp,
    visits_lately: int,
    counts: bool | None,
    agreed: str | None,
    wish: str | None = None,
    verdict: str | None = None,
) -> Facts:
    """The facts from what was read; `told` is the profile's latest value per field."""
    urgency = (told.get("urgency") or "").strip()
    return Facts(
        today=stamp.today,
        budget=bool(told.get("budget")),
        need=bool(told.get("need")),
        urgency_days=int(urgency) if urgency.isascii() and urgency.isdigit() else None,
        recent_visits=visits_lately,
        test_driven=lead.test_driven_on is not None,
        drive_pleased=wish in PLEASED,
        drive_doubts=verdict in DISAPPOINTED,
        competitor=bool(told.get("competitor")),
        last_call_counts=counts,
        agreed=bool(agreed),
        last_contact_on=clock.day(lead.last_contact_at, stamp.zone) if lead.last_contact_at else None,
    )


def failed_call_days(lead_id: int, zone: str) -> list[date]:
    """The days of the calls that reached nobody, since somebody was reached last (F-17 UNREACHABLE)."""
    newest = select(calls.c.at, calls.c.result).where(calls.c.lead_id == lead_id).order_by(calls.c.at.desc()).limit(60)
    days: list[date] = []
    for at, result in db.session.execute(newest):
        if result == "reached":
            break
        days.append(clock.day(at, zone))
    return days


def counted_contacts(lead: Lead) -> int:
    """How often somebody has really spoken with the customer: calls that counted, and visits to the showroom."""
    elsewhere = calls.c.channel != "showroom"  # that is the visit itself
    counted = select(func.count()).select_from(calls).where(calls.c.lead_id == lead.id, calls.c.counts, elsewhere)
    return int(db.session.scalar(counted) or 0) + lead.visit_count
