"""Who could answer: the customer's own advisor, the people whom a source's rule names, and when the store is open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.enquiries.models import Enquiry, EnquiryRoute, Source
from crm.enquiries.rules import Calendar, Candidate, How, Owner, Routing
from crm.leads.models import Lead
from crm.leads.rules import LIVE
from crm.rota import queries as rota
from crm.rota.rules import order_of
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import CalendarDay, OpeningHours, Staff, StaffRole, Team
from crm.staff.rules import ROLES, Right, Role

SELLERS = tuple(role.value for role in Role if Right.SELL in ROLES[role])


def calendar(stamp: Stamp) -> Calendar:
    """The store's opening hours and its special days."""
    hours = select(OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes).where(
        OpeningHours.store_id == stamp.store_id, OpeningHours.archived_at.is_(None)
    )
    special = select(CalendarDay.on_day, CalendarDay.works).where(
        CalendarDay.store_id == stamp.store_id, CalendarDay.archived_at.is_(None)
    )
    days = {row.on_day: row.works for row in db.session.execute(special)}
    return Calendar({row.weekday: (row.opens, row.closes) for row in db.session.execute(hours)}, days, stamp.zone)


def owner_of(customer: Customer, lead: Lead | None) -> Owner | None:
    """Who looks after the customer (the open lead's owner, else their own advisor), as far as they sell; the backup."""
    staff_id = (lead.owner_id if lead else None) or customer.owner_id
    if staff_id is None:
        return None
    known = rota.owner_of(staff_id)
    people = {row.id: row.name for row in rota.sellers(customer.store_id)}
    backup_id = known.backup_id if known.backup_id in people else None
    return Owner(staff_id, known.name, staff_id in people, backup_id, people.get(backup_id or 0, ""))


def candidates(source: Source, stamp: Stamp) -> Sequence[Candidate]:
    """The people whom the source's rule names; those on the rota in its order."""
    if source.routing == Routing.ROTA:
        return _next_at_the_door(stamp)
    if source.routing == Routing.AGENTS:
        agents = select(StaffRole.staff_id).where(StaffRole.role == Role.DCC.value)
        return _in_turn(source.store_id, Staff.id.in_(agents))
    if source.routing == Routing.TEAM and source.team_id:
        sells = select(StaffRole.staff_id).where(StaffRole.role.in_(SELLERS))
        return _in_turn(source.store_id, Staff.team_id == source.team_id, Staff.id.in_(sells))
    return []


def _in_turn(store_id: int, *who: Any) -> Sequence[Candidate]:
    """Working people with how many leads they have that nobody has spoken to, and when they were given one last."""
    waits = (
        select(func.count())
        .select_from(Enquiry)
        .join(Lead, Lead.id == Enquiry.lead_id)
        .where(Enquiry.store_id == store_id, Enquiry.closed_at.is_(None), Lead.owner_id == Staff.id)
        .where(Lead.stage.in_(LIVE))
        .correlate(Staff)
    )
    last = func.max(EnquiryRoute.at, type_=EnquiryRoute.at.type)
    given = select(last).where(
        EnquiryRoute.store_id == store_id, EnquiryRoute.staff_id == Staff.id, EnquiryRoute.how == How.RULE.value
    )
    rows = db.session.execute(
        select(
            Staff.id, Staff.name, waits.scalar_subquery().label("open"),
            given.correlate(Staff).scalar_subquery().label("given_at"),
        ).where(Staff.store_id == store_id, Staff.disabled_at.is_(None), *who)
    )  # fmt: skip
    return [Candidate(row.id, row.name, row.open, row.given_at) for row in rows]


def _next_at_the_door(stamp: Stamp) -> Sequence[Candidate]:
    """Who stands ready now, the next one first; an enquiry takes nobody's turn."""
    return [Candidate(one.staff_id, one.name) for one in order_of(rota.door(stamp), stamp.local.time())]


def team_name(team_id: int | None) -> str:
    return (db.session.scalar(select(Team.name).where(Team.id == team_id)) if team_id else None) or ""


def name_of(staff_id: int | None) -> str:
    return rota.name_of(staff_id)
