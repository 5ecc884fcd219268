"""Finding customers: whose they may see, the one search, the list, and what is known of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from crm.customers.filed import firm_of_code, on_file
from crm.customers.models import Customer, Reveal, SearchTerm
from crm.customers.portrait import Fact, Portrait, portrait, story
from crm.customers.rules import Wanted, read_query
from crm.shared.crypto import blind
from crm.shared.db import Base, db
from crm.shared.stamp import Person
from crm.staff.models import Staff
from crm.staff.rules import Right, Role

__all__ = [
    "PAGE",
    "Fact",
    "Portrait",
    "archived_since",
    "card_for",
    "cards",
    "customer_for",
    "customers_for",
    "firm_of_code",
    "has_live_lead",
    "on_file",
    "portrait",
    "reveals_on",
    "search",
    "story",
    "visible_to",
]
PAGE = 50
LOOKED_AT = 150  # rows of the search table per search: enough to fill a page, few enough for a tablet's patience
LAST_SIGN = "\U0010ffff"


def _leads() -> Any:
    """The leads stand above this feature; their table is known by its name only."""
    return Base.metadata.tables["leads"].c


def _live_lead() -> ColumnElement[bool]:
    leads = _leads()
    return and_(leads.customer_id == Customer.id, leads.stage.in_(("open", "lost_pending")))


def visible_to(person: Person, customer_id: Any = Customer.id) -> ColumnElement[bool]:
    """Whose customers: the store's, or those of own (a leader: the team's) or covered leads, and own key accounts."""
    if person.can(Right.CUSTOMERS):
        return true()
    if not person.can(Right.OWN_CUSTOMERS):
        return false()
    own = Base.metadata.tables["leads"].alias("own_leads").c
    mine: ColumnElement[bool] = own.owner_id == person.id
    if person.can(Right.TEAM_LEADS) and person.team_id:
        mine = or_(mine, own.owner_id.in_(select(Staff.id).where(Staff.team_id == person.team_id)))
    led = exists().where(own.customer_id == customer_id, own.store_id == person.store_id, mine)
    covered = Base.metadata.tables["tasks"].alias("covered_tasks").c
    seen = or_(led, exists().where(covered.customer_id == customer_id, covered.cover_id == person.id))
    return or_(seen, customer_id.in_(_accounts(person))) if Role.KEY_ACCOUNT in person.roles else seen


def _accounts(person: Person) -> Any:
    """The firms that a key-account manager looks after (F-53)."""
    firm = aliased(Customer)
    return select(firm.id).where(
        firm.store_id == person.store_id, firm.owner_id == person.id, firm.kind == "company", firm.owner_id.is_not(None)
    )


@cache
def cards() -> Any:
    """What a card or a row of a list shows, with the open lead and who looks after the customer."""
    leads = _leads()
    owner = func.coalesce(leads.owner_id, Customer.owner_id)
    return (
        select(
            Customer.id,
            Customer.kind,
            Customer.name,
            Customer.sex,
            Customer.phone,
            Customer.source,
            Customer.created_at,
            Customer.archived_at,
            Customer.version,
            Customer.shared_phone,
            Customer.credit_code,
            Customer.short_name,
            owner.label("owner_id"),
            Staff.name.label("owner"),
            Staff.name_en.label("owner_en"),
            leads.id.label("lead_id"),
            leads.grade,
            leads.stage,
            leads.interest,
            leads.visit_count,
            leads.last_visit_on,
            leads.last_contact_at,
            leads.next_on,
        )
        .select_from(Customer)
        .outerjoin(Base.metadata.tables["leads"], _live_lead())
        .outerjoin(Staff, Staff.id == owner)
    )


def _followed(customer_id: int) -> ColumnElement[int]:
    """The file itself, or the one that it was merged into (R-607): old links and open pages reach the one record."""
    merged = aliased(Customer)
    return func.coalesce(select(merged.merged_into_id).where(merged.id == customer_id).scalar_subquery(), customer_id)


def customer_for(person: Person, customer_id: int) -> Customer | None:
    """The customer's row for an action, or None when it is not this person's to see."""
    mine = (Customer.id == _followed(customer_id), Customer.store_id == person.store_id, visible_to(person))
    return db.session.scalar(select(Customer).where(*mine))


def card_for(person: Person, customer_id: int, *, at_the_desk: bool = False) -> Row[Any] | None:
    """What the head of the page shows. At the desk every file of the store may be met, masked."""
    mine = true() if at_the_desk else visible_to(person)
    told = cards().add_columns(Customer.note, Customer.told_status, Customer.filed_on)
    here = (Customer.id == _followed(customer_id), Customer.store_id == person.store_id, mine)
    return db.session.execute(told.where(*here)).first()


def customers_for(
    person: Person, *, before: int | None = None, archived_since: datetime | None = None, kind: str | None = None
) -> Sequence[Row[Any]]:
    """The newest first, one more than a page. With `archived_since`: those that can still be brought back."""
    gone: ColumnElement[bool] = Customer.archived_at.is_(None)
    if archived_since is not None:
        gone = and_(Customer.archived_at >= archived_since, Customer.merged_into_id.is_(None))
    found = cards().where(Customer.store_id == person.store_id, gone, visible_to(person))
    if before is not None:
        found = found.where(Customer.id < before)
    if kind is not None:
        found = found.where(Customer.kind == kind)
    return db.session.execute(found.order_by(Customer.id.desc()).limit(PAGE + 1)).all()


def search(person: Person, text: str, *, at_the_desk: bool = False, limit: int = PAGE) -> Sequence[Row[Any]]:
    """The one search: phone or its last four, plate, VIN or its last six, name, pinyin, initials. One statement.

    At the desk everybody who receives may meet every customer of the store (masked), so that no file is made twice.
    """
    wanted = read_query(text)
    if not wanted:
        return []
    terms = select(SearchTerm.customer_id, SearchTerm.term).where(
        SearchTerm.store_id == person.store_id, _matches(person.store_id, wanted)
    )
    if not at_the_desk:
        terms = terms.where(visible_to(person, SearchTerm.customer_id))
    first = terms.order_by(SearchTerm.term).limit(LOOKED_AT).subquery()
    ranked = select(first.c.customer_id, func.min(first.c.term).label("best")).group_by(first.c.customer_id).subquery()
    found = cards().join(ranked, ranked.c.customer_id == Customer.id).where(Customer.archived_at.is_(None))
    return db.session.execute(found.order_by(ranked.c.best, Customer.id.desc()).limit(limit)).all()


def _matches(store_id: int, wanted: list[Wanted]) -> ColumnElement[bool]:
    if wanted[0].kind == "name":
        start = wanted[0].value
        return and_(SearchTerm.term >= start, SearchTerm.term < start + LAST_SIGN)
    return SearchTerm.term.in_(["=" + blind(store_id, kind, value) for kind, value in wanted])


def reveals_on(person: Person, day: date) -> int:
    """How many numbers a person has looked at on a day (F-84)."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Reveal)
            .where(Reveal.store_id == person.store_id, Reveal.by_id == person.id, Reveal.on_day == day)
        )
        or 0
    )


def has_live_lead(customer: Customer) -> bool:
    """An open opportunity: its customer cannot be archived."""
    leads = _leads()
    found = select(leads.id).where(
        leads.customer_id == customer.id, leads.stage.in_(("open", "lost_pending", "ordered"))
    )
    return db.session.execute(found.limit(1)).first() is not None


def archived_since(at: datetime, days: int) -> datetime:
    return at - timedelta(days=days)
