"""What is known of one customer: the latest fact of each field, tags, and what they agreed to; one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Text, and_, case, cast, func, literal, select, type_coerce, union_all

from crm.customers.contacts import MOST, Contact, in_order
from crm.customers.models import CompanyContact, ConsentGiven, Customer, CustomerTag, ProfileFact
from crm.customers.rules import FIELDS, Kind
from crm.customers.timeline import CUSTOMER, entries, story_of, with_names
from crm.shared.crypto import unseal
from crm.shared.db import db


@dataclass(frozen=True)
class Fact:
    """The latest word on one field, with where it came from."""

    value: str
    source: str
    on_day: date
    by: str | None


@dataclass
class Portrait:
    """Profile, tags and consent of one customer, and whom they stand for or who stands for them.

    `hidden` are fields that stand there but not for this reader.
    """

    facts: dict[str, Fact] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    consents: dict[str, tuple[bool, datetime, str]] = field(default_factory=dict)
    firms: list[tuple[int, str, str]] = field(default_factory=list)  # id, name, role
    people: list[Contact] = field(default_factory=list)  # of a firm: those who stand for it, then those who did


def portrait(customer_id: int, *, personal: bool = True) -> Portrait:
    """All of it in one statement; facts about work and family only when `personal`."""
    return _gather(db.session.execute(_portrait(None), {"customer": customer_id}), personal)


def story(customer_id: int, kind: str = Kind.PERSON, *, personal: bool = True) -> tuple[list[dict[str, Any]], Portrait]:
    """Timeline and portrait together, still one statement: what the customer's page stands on."""
    happened, known = story_of(customer_id, _portrait(Kind(kind)), f"story of a {kind}")
    return happened, _gather(known, personal)


def _gather(rows: Iterable[Any], personal: bool) -> Portrait:
    found = Portrait()
    for row in rows:
        if row.kind == "tag":
            found.tags.append(row.code)
        elif row.kind == "consent":
            found.consents[row.code] = (bool(row.counts), row.at, row.more)
        elif row.kind == "firm":
            found.firms.append((row.ref, row.text, row.code))
        elif row.kind == "person":
            found.people.append(_contact(row))
        else:
            _note_fact(found, row, personal)
    in_order(found.people)
    return found


def _note_fact(found: Portrait, row: Any, personal: bool) -> None:
    if row.text is None or row.code not in FIELDS:
        return
    if FIELDS[row.code].personal and not personal:
        found.hidden.append(row.code)
    else:
        value = unseal(row.text, "profile_facts.value")
        found.facts[row.code] = Fact(value, row.more, date.fromisoformat(row.also), row.name)


def _contact(row: Any) -> Contact:
    """The sealed number is the person's own, or the one that stands with the contact."""
    begun, ended, sex, company = row.also.split("/")
    sealed = "company_contacts.phone" if row.number is None else "customers.phone"
    return Contact(
        id=row.ref, company_id=int(company), person_id=row.number, name=row.more, sex=sex or None,
        phone=unseal(row.text, sealed) if row.text else None, role=row.code, from_on=date.fromisoformat(begun),
        to_on=date.fromisoformat(ended) if ended else None,
    )  # fmt: skip


@cache
def _portrait(kind: Kind | None) -> Any:
    """The statement, with the columns of the timeline so that both can be one."""
    parts = {"fact": _facts(), "consent": _consents(), "tag": _tags()}
    if kind is Kind.PERSON:
        parts["firm"] = _firms()
    if kind is Kind.COMPANY:
        parts["person"] = _people()
    known = [select(literal(name).label("kind"), *part.c) for name, part in parts.items()]
    return with_names(union_all(*known).subquery("known"))


def _facts() -> Any:
    """The latest row of each field; the value stays sealed until it is shown."""
    latest = func.row_number().over(
        partition_by=ProfileFact.field, order_by=(ProfileFact.on_day.desc(), ProfileFact.id.desc())
    )
    rows = _first_of(ProfileFact, latest)
    return (
        entries(
            ProfileFact, at=ProfileFact.at, by=ProfileFact.by_id, code=ProfileFact.field,
            text=type_coerce(ProfileFact.value, Text), more=ProfileFact.source, also=cast(ProfileFact.on_day, Text),
        )
        .where(ProfileFact.id.in_(rows))
        .subquery()
    )  # fmt: skip


def _consents() -> Any:
    """The latest answer to each question."""
    latest = func.row_number().over(
        partition_by=(ConsentGiven.purpose, ConsentGiven.channel), order_by=ConsentGiven.id.desc()
    )
    rows = _first_of(ConsentGiven, latest)
    return (
        entries(
            ConsentGiven, at=ConsentGiven.at, by=ConsentGiven.by_id, more=ConsentGiven.text_version,
            code=ConsentGiven.purpose + "-" + ConsentGiven.channel, counts=ConsentGiven.given,
        )
        .where(ConsentGiven.id.in_(rows))
        .subquery()
    )  # fmt: skip


def _tags() -> Any:
    mine = (CustomerTag.customer_id == CUSTOMER, CustomerTag.off_at.is_(None))
    return entries(CustomerTag, at=CustomerTag.at, by=CustomerTag.by_id, code=CustomerTag.tag).where(*mine).subquery()


def _firms() -> Any:
    """The firms that this person stands for."""
    stands = and_(CompanyContact.company_id == Customer.id, CompanyContact.to_on.is_(None))
    return (
        entries(
            Customer, at=CompanyContact.at, ref=Customer.id, code=CompanyContact.role,
            text=func.coalesce(Customer.short_name, Customer.name),
        )
        .join(CompanyContact, stands)
        .where(CompanyContact.person_id == CUSTOMER, Customer.archived_at.is_(None))
        .subquery()
    )  # fmt: skip


def _people() -> Any:
    """Who stands or stood for this firm; numbers stay sealed until they are shown."""
    own = CompanyContact.person_id.is_not(None)
    days = [cast(CompanyContact.from_on, Text), func.coalesce(cast(CompanyContact.to_on, Text), "")]
    sex = func.coalesce(case((own, Customer.sex), else_=CompanyContact.sex), "")
    firm = cast(CompanyContact.company_id, Text)
    return (
        entries(
            CompanyContact, at=CompanyContact.at, ref=CompanyContact.id, code=CompanyContact.role,
            number=CompanyContact.person_id, more=case((own, Customer.name), else_=CompanyContact.name),
            text=case((own, type_coerce(Customer.phone, Text)), else_=type_coerce(CompanyContact.phone, Text)),
            also=days[0] + "/" + days[1] + "/" + sex + "/" + firm,
        )
        .outerjoin(Customer, Customer.id == CompanyContact.person_id)
        .where(CompanyContact.company_id == CUSTOMER)
        .order_by(CompanyContact.id.desc()).limit(MOST)
        .subquery()
    )  # fmt: skip


def _first_of(model: Any, age: Any) -> Any:
    """The ids of the rows that come first by a window."""
    ranked = select(model.id, age.label("age")).where(model.customer_id == CUSTOMER).subquery()
    return select(ranked.c.id).where(ranked.c.age == 1)
