"""Reading cards; and which customers do not know yet who looks after them, or by which number (R-344)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from crm.cards.models import AdvisorCard, CardSending
from crm.customers.models import Customer
from crm.leads.models import Lead, OwnerPeriod
from crm.leads.rules import ACTIVE
from crm.rota.models import Backup
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Staff, Store

PAGE = 50
MOST = 1_000


def card_of(staff_id: int) -> AdvisorCard | None:
    """A person's card."""
    return db.session.scalar(select(AdvisorCard).where(AdvisorCard.staff_id == staff_id))


def public_card(token: str) -> Row[Any] | None:
    """What a customer sees of a card, with who stands in and the store's hotline; one statement."""
    other, theirs = aliased(Staff), aliased(AdvisorCard)
    shown: Any = select(
        AdvisorCard, Staff.name, Staff.name_en, Staff.disabled_at, Store.name.label("store"),
        Store.name_en.label("store_en"), Store.phone.label("hotline"), Store.address, Store.zone, Store.brand,
        other.name.label("backup"), other.name_en.label("backup_en"), theirs.phone.label("backup_phone"),
    )  # fmt: skip
    shown = shown.join(Staff, Staff.id == AdvisorCard.staff_id).join(Store, Store.id == AdvisorCard.store_id)
    shown = shown.outerjoin(Backup, Backup.staff_id == AdvisorCard.staff_id)
    shown = shown.outerjoin(other, and_(other.id == Backup.backup_id, other.disabled_at.is_(None)))
    shown = shown.outerjoin(theirs, theirs.staff_id == other.id)
    found: Row[Any] | None = db.session.execute(shown.where(AdvisorCard.token == token)).first()
    return found


_earlier = aliased(OwnerPeriod)
_before = (
    select(_earlier.owner_id)
    .where(
        _earlier.lead_id == OwnerPeriod.lead_id, _earlier.until_at <= OwnerPeriod.since_at,
        _earlier.owner_id.is_not(None),
    )
    .order_by(_earlier.since_at.desc())
    .limit(1)
    .correlate(OwnerPeriod)
    .scalar_subquery()
)  # fmt: skip
_SENT = select(func.max(CardSending.at)).where(
    CardSending.lead_id == Lead.id, CardSending.staff_id == Lead.owner_id
).correlate(Lead).scalar_subquery()  # fmt: skip


def _untold(since: Any) -> ColumnElement[bool]:
    """Nobody has spoken to them since, and no card was sent."""
    spoken = or_(Lead.last_contact_at.is_(None), Lead.last_contact_at < since)
    return and_(spoken, or_(_SENT.is_(None), since > _SENT))


def _news(*where: ColumnElement[bool]) -> Any:
    """Leads whose customer knows another advisor, or another number of this one."""
    first = aliased(Staff)
    known = or_(Lead.last_contact_at.is_not(None), Lead.visit_count > 0)
    changed = and_(known, _before != Lead.owner_id, _untold(OwnerPeriod.since_at))
    renumbered = and_(Lead.last_contact_at.is_not(None), _untold(AdvisorCard.numbers_at))
    rows: Any = select(
        Lead.id, Lead.version, Lead.interest, Lead.grade, Lead.customer_id, Customer.name, Customer.sex, Customer.kind,
        case((changed, "advisor"), else_="number").label("what"), first.name.label("before"),
        first.name_en.label("before_en"), OwnerPeriod.since_at,
    )  # fmt: skip
    return (
        rows.join(Customer, Customer.id == Lead.customer_id)
        .join(OwnerPeriod, and_(OwnerPeriod.lead_id == Lead.id, OwnerPeriod.until_at.is_(None)))
        .outerjoin(AdvisorCard, AdvisorCard.staff_id == Lead.owner_id)
        .outerjoin(first, first.id == _before)
        .where(Lead.stage.in_(ACTIVE), Lead.owner_id.is_not(None), or_(changed, renumbered), *where)
    )


def news_of(lead_id: int) -> Row[Any] | None:
    """What this customer does not know yet; None when all is told."""
    found: Row[Any] | None = db.session.execute(_news(Lead.id == lead_id)).first()
    return found


def untold(person: Person, after: int | None = None) -> tuple[Sequence[Row[Any]], bool]:
    """One page of this person's customers who are to be told, and whether there are more."""
    rows = _news(Lead.store_id == person.store_id, Lead.owner_id == person.id)
    if after is not None:
        rows = rows.where(Lead.id > after)
    found = db.session.execute(rows.order_by(Lead.id).limit(PAGE + 1)).all()
    return found[:PAGE], len(found) > PAGE


def count_untold(store_id: int, staff_id: int) -> int:
    """How many they are; capped."""
    mine = _news(Lead.store_id == store_id, Lead.owner_id == staff_id).with_only_columns(Lead.id).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(mine)) or 0
