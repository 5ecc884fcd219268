"""What happened around the store's leads, read in eight statements for all of them; a job's work, never a page's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import column, select, table

from crm.customers.models import ProfileFact
from crm.grading.rules.landmark import BACK_DAYS, MOST, Told, last_opening
from crm.leads.models import GradeChange, Lead, LostDecision, LostSale, TestDrive
from crm.leads.queries.evidence import ASKED, DISAPPOINTED, PLEASED, calls, visits
from crm.leads.rules import Verdict
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import Instant, db
from crm.shared.stamp import Stamp

orders = table("orders", column("lead_id"), column("at", Instant))


def told(stamp: Stamp) -> list[Told]:
    """The latest leads whose window has ended, each with the days of what happened."""
    until = last_opening(stamp.today, settings.of(stamp.store_id))
    some = (
        select(Lead.id, Lead.customer_id, Lead.opened_on)
        .where(Lead.store_id == stamp.store_id, Lead.opened_on <= until)
        .where(Lead.opened_on > stamp.today - timedelta(days=BACK_DAYS))
        .order_by(Lead.opened_on.desc(), Lead.id.desc())
        .limit(MOST)
    )
    rows = db.session.execute(some).all()
    found = {row.id: Told(row.id, row.opened_on) for row in rows}
    _fill(found, some.subquery(), lambda at: clock.day(at, stamp.zone))
    of_customer: dict[int, list[Told]] = {}
    for row in rows:
        of_customer.setdefault(row.customer_id, []).append(found[row.id])
    for fact in _stream(_facts(some.subquery())):
        for one in of_customer[fact.customer_id]:
            one.facts.append((fact.on_day, fact.field, fact.value or ""))
    return list(found.values())


def _fill(found: dict[int, Told], some: Any, day: Callable[[Any], date]) -> None:
    chosen = select(some.c.id)
    for row in _stream(select(visits.c.lead_id, visits.c.arrived_at).where(visits.c.lead_id.in_(chosen))):
        found[row.lead_id].visits.append(day(row.arrived_at))
    told_calls = select(calls.c.lead_id, calls.c.at, calls.c.counts, calls.c.agreed != "")
    for lead_id, at, counts, agreed in _stream(told_calls.where(calls.c.lead_id.in_(chosen)).order_by(calls.c.at)):
        found[lead_id].calls.append((day(at), counts, agreed))
    drives = select(TestDrive.lead_id, TestDrive.driven_on, TestDrive.kind, TestDrive.wish, TestDrive.verdict)
    for row in _stream(drives.where(TestDrive.lead_id.in_(chosen)).order_by(TestDrive.id)):
        said = row.wish in PLEASED, row.verdict in DISAPPOINTED
        found[row.lead_id].drives.append((row.driven_on, row.kind == "drive", *said))
    grades = select(GradeChange.lead_id, GradeChange.on_day, GradeChange.new).order_by(GradeChange.id)
    for row in _stream(grades.where(GradeChange.lead_id.in_(chosen))):
        found[row.lead_id].grades.append((row.on_day, row.new))
    for row in _stream(select(orders.c.lead_id, orders.c.at).where(orders.c.lead_id.in_(chosen))):
        found[row.lead_id].ordered.append(day(row.at))
    for row in _stream(_lost(chosen)):
        found[row.lead_id].lost.append(day(row.at))


def _lost(chosen: Any) -> Any:
    return (
        select(LostSale.lead_id, LostDecision.at)
        .join(LostDecision, LostDecision.lost_sale_id == LostSale.id)
        .where(LostDecision.verdict == Verdict.APPROVED, LostSale.lead_id.in_(chosen))
    )


def _facts(some: Any) -> Any:
    """What was learnt about their customers; the values stay encrypted until they are needed here."""
    return (
        select(ProfileFact.customer_id, ProfileFact.on_day, ProfileFact.field, ProfileFact.value)
        .where(ProfileFact.customer_id.in_(select(some.c.customer_id)), ProfileFact.field.in_(ASKED))
        .order_by(ProfileFact.id)
    )


def _stream(rows: Any) -> Iterator[Any]:
    return iter(db.session.execute(rows.execution_options(yield_per=1_000)))
