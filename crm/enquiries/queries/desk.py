"""The desk's lists: the pool that nobody answers yet, what waits for an answer, what was closed today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.enquiries.models import Enquiry, EnquiryRoute, NoIntention, Source, UnassignedCall
from crm.enquiries.rules import How
from crm.leads.models import Lead
from crm.leads.queries import leads_for
from crm.leads.queries.scope import kind_of
from crm.leads.rules import ACTIVE, LIVE, Stage
from crm.shared.db import db
from crm.shared.scope import NotYours
from crm.shared.stamp import Person, Stamp
from crm.staff.models import Staff

PAGE = 50
MANY = 1_000
SCOPES = ("pool", "open", "closed")
CLAIM_DAYS = timedelta(days=30)  # an older claim without an answer is the leads' overdue list's matter

_NEWEST = (
    select(func.max(Enquiry.id)).where(Enquiry.lead_id == Lead.id, Enquiry.closed_at.is_(None)).correlate(Lead)
).scalar_subquery()
_ROUTE = (select(func.max(EnquiryRoute.id)).where(EnquiryRoute.lead_id == Lead.id).correlate(Lead)).scalar_subquery()
_DUE = func.coalesce(Enquiry.due_at, Lead.first_due_at, Lead.opened_at, type_=Lead.opened_at.type)
_SINCE = func.coalesce(Enquiry.at, Lead.opened_at, type_=Lead.opened_at.type)
_SHOWN = (
    Lead.id.label("lead_id"), Lead.version, Lead.opened_at, Lead.stage, Customer.name, Customer.sex, Customer.phone,
    func.coalesce(func.nullif(Enquiry.model, ""), Lead.interest).label("model"), Source.name.label("source"),
    func.coalesce(Enquiry.channel, Lead.channel).label("channel"), Lead.channel_detail, Enquiry.id.label("enquiry_id"),
    _SINCE.label("since"), _DUE.label("due_at"), Enquiry.opened_lead, Enquiry.tried_at,
)  # fmt: skip


def _unowned(person: Person) -> ColumnElement[bool]:
    return and_(Lead.store_id == person.store_id, Lead.owner_id.is_(None), Lead.stage == Stage.OPEN)


def _rows(*more: Any) -> Select[Any]:
    """Leads with the newest enquiry that waits on them, if one does."""
    found: Any = select(*_SHOWN, *more)
    joined: Select[Any] = (
        found.select_from(Lead)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Enquiry, Enquiry.id == _NEWEST)
        .outerjoin(Source, Source.id == Enquiry.source_id)
        .outerjoin(EnquiryRoute, EnquiryRoute.id == _ROUTE)
    )
    return joined


def pool(person: Person, after: tuple[datetime, int] | None = None) -> Sequence[Row[Any]]:
    """Open leads that nobody has, by whatever door they came; the most urgent first, one more than a page."""
    found = _rows(EnquiryRoute.reason_code, EnquiryRoute.facts).where(_unowned(person))
    if after:
        found = found.where(tuple_(_DUE, Lead.id) > after)
    return db.session.execute(found.order_by(_DUE, Lead.id).limit(PAGE + 1)).all()


def open_rows(person: Person, after: tuple[datetime, int] | None = None) -> Sequence[Row[Any]]:
    """Enquiries that wait for their first answer: the reader's own, a chief's people's; the most urgent first."""
    found = _rows(
        EnquiryRoute.reason_code, EnquiryRoute.facts, Enquiry.message, Enquiry.detail, Lead.owner_id,
        Staff.name.label("owner"), Staff.name_en.label("owner_en"),
    ).join(Staff, Staff.id == Lead.owner_id)  # fmt: skip
    found = found.where(leads_for(person), Enquiry.id.is_not(None), Lead.stage.in_(ACTIVE))
    if after:
        found = found.where(tuple_(_DUE, Lead.id) > after)
    return db.session.execute(found.order_by(_DUE, Lead.id).limit(PAGE + 1)).all()


def answered_today(person: Person, since: datetime, before: int | None = None) -> Sequence[Row[Any]]:
    """What was closed since an instant, the newest first, with who did it and how."""
    closer = aliased(Staff)
    shown = (
        Enquiry.id, Enquiry.lead_id, Enquiry.at, Enquiry.due_at, Enquiry.closed_at, Enquiry.closed_how, Enquiry.model,
        Customer.name, Customer.sex, Customer.phone, Source.name.label("source"), Enquiry.channel, Lead.channel_detail,
        closer.name.label("owner"), closer.name_en.label("owner_en"), NoIntention.reason, NoIntention.note,
    )  # fmt: skip
    found: Any = (
        select(*shown)
        .outerjoin(Lead, Lead.id == Enquiry.lead_id)
        .outerjoin(Customer, Customer.id == Enquiry.customer_id)
        .outerjoin(Source, Source.id == Enquiry.source_id)
        .outerjoin(NoIntention, NoIntention.enquiry_id == Enquiry.id)
        .outerjoin(closer, closer.id == Enquiry.closed_by_id)
        .where(Enquiry.store_id == person.store_id, Enquiry.closed_at >= since)
    )
    if kind_of(person) != "store":
        found = found.where(or_(leads_for(person), Enquiry.closed_by_id == person.id))
    if before:
        found = found.where(Enquiry.id < before)
    return db.session.execute(found.order_by(Enquiry.id.desc()).limit(PAGE + 1)).all()


class Tally(NamedTuple):
    """The numbers of the page's sentence; each is capped at a thousand and one."""

    pool: int
    pool_late: int
    open: int
    open_late: int


def tally(stamp: Stamp) -> Tally:
    """How many wait in the pool, how many for the reader, and how many of each are late."""
    unowned = _rows().with_only_columns(_DUE.label("due_at")).where(_unowned(stamp.by)).limit(MANY + 1).subquery()
    waiting = (
        select(Enquiry.due_at)
        .join(Lead, Lead.id == Enquiry.lead_id)
        .where(Enquiry.store_id == stamp.store_id, Enquiry.closed_at.is_(None), Lead.owner_id.is_not(None))
        .where(Lead.stage.in_(ACTIVE), leads_for(stamp.by))
        .limit(MANY + 1)
        .subquery()
    )
    counts = [
        number
        for rows in (unowned, waiting)
        for number in (
            select(func.count()).select_from(rows).scalar_subquery(),
            select(func.count(case((rows.c.due_at < stamp.at, 1)))).select_from(rows).scalar_subquery(),
        )
    ]
    return Tally(*db.session.execute(select(*counts)).one())


def claims_of(stamp: Stamp) -> tuple[int, int, int]:
    """The reader's claims: those without an answer, those of the last hour, those of today."""
    mine = (
        EnquiryRoute.store_id == stamp.store_id, EnquiryRoute.staff_id == stamp.by.id,
        EnquiryRoute.how == How.CLAIM.value,
    )  # fmt: skip
    midnight = stamp.local.replace(hour=0, minute=0, second=0, microsecond=0)
    waits = and_(
        Lead.owner_id == stamp.by.id, Lead.stage.in_(LIVE),
        or_(Lead.last_contact_at.is_(None), Lead.last_contact_at < EnquiryRoute.at),
    )  # fmt: skip
    hour = EnquiryRoute.at > stamp.at - timedelta(hours=1)
    row = db.session.execute(
        select(
            func.count(case((waits, 1))), func.count(case((hour, 1))),
            func.count(case((EnquiryRoute.at >= midnight, 1))),
        )
        .select_from(EnquiryRoute)
        .join(Lead, Lead.id == EnquiryRoute.lead_id)
        .where(*mine, EnquiryRoute.at > stamp.at - CLAIM_DAYS)
    ).one()  # fmt: skip
    return row[0], row[1], row[2]


def enquiry_for(person: Person, enquiry_id: int) -> tuple[Enquiry, Lead]:
    """An enquiry and its lead: the reader's own, a chief's people's, or one of the pool; 404 otherwise."""
    found = db.session.execute(
        select(Enquiry, Lead)
        .join(Lead, Lead.id == Enquiry.lead_id)
        .where(Enquiry.id == enquiry_id, Enquiry.store_id == person.store_id)
        .where(or_(leads_for(person), Lead.owner_id.is_(None), Enquiry.closed_by_id == person.id))
    ).first()
    if found is None:
        raise NotYours
    return found[0], found[1]


def newest_open(lead_id: int) -> Enquiry | None:
    """The newest enquiry of a lead that waits for its answer."""
    mine = select(Enquiry).where(Enquiry.lead_id == lead_id, Enquiry.closed_at.is_(None))
    return db.session.scalar(mine.order_by(Enquiry.id.desc()).limit(1))


def without_call(store_id: int, opened_before: datetime) -> Sequence[Row[Any]]:
    """Open leads of the pool for which the manager has not been called yet, the oldest first."""
    called = select(UnassignedCall.id).where(UnassignedCall.lead_id == Lead.id).exists()
    unowned = Lead.store_id == store_id, Lead.owner_id.is_(None), Lead.stage == Stage.OPEN
    found: Any = select(Lead.id, _SINCE.label("since")).outerjoin(Enquiry, Enquiry.id == _NEWEST)
    return db.session.execute(
        found.where(*unowned, Lead.opened_at <= opened_before, ~called).order_by(Lead.id).limit(PAGE)
    ).all()


def is_mine(person: Person, lead_id: int) -> bool:
    """Whether this person may open the lead."""
    return db.session.scalar(select(Lead.id).where(Lead.id == lead_id, leads_for(person))) is not None
