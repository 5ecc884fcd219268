"""Who stands for a firm (F-53); one statement for many firms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.customers.models import CompanyContact, Customer
from crm.customers.rules import ContactRole
from crm.shared.db import db

_ORDER = {role.value: place for place, role in enumerate(ContactRole)}
MOST = 60  # contacts of one firm that a page shows


@dataclass(frozen=True)
class Contact:
    """One person of a firm as a page shows them; `person_id` None: they have no file of their own."""

    id: int
    company_id: int
    person_id: int | None
    name: str
    sex: str | None
    phone: str | None
    role: str
    from_on: date
    to_on: date | None


_CONTACTS = (
    select(
        CompanyContact.id, CompanyContact.company_id, CompanyContact.person_id, CompanyContact.name, CompanyContact.sex,
        CompanyContact.phone, CompanyContact.role, CompanyContact.from_on, CompanyContact.to_on,
        Customer.name.label("own_name"), Customer.sex.label("own_sex"), Customer.phone.label("own_phone"),
    )
    .outerjoin(Customer, Customer.id == CompanyContact.person_id)
    .order_by(CompanyContact.to_on.is_not(None), CompanyContact.to_on.desc(), CompanyContact.id)
)  # fmt: skip


def contacts_of(company_ids: Collection[int], *, ended: bool = False) -> dict[int, list[Contact]]:
    """The people of each firm, who decides first; with `ended` also those who were."""
    found: dict[int, list[Contact]] = {one: [] for one in company_ids}
    if not found:
        return found
    wanted = _CONTACTS.where(CompanyContact.company_id.in_(list(found))).limit(MOST * len(found))
    if not ended:
        wanted = wanted.where(CompanyContact.to_on.is_(None))
    for row in db.session.execute(wanted):
        found[row.company_id].append(_contact(row))
    for people in found.values():
        in_order(people)
    return found


def in_order(people: list[Contact]) -> None:
    """Those who still stand for the firm first, who decides before who drives."""
    people.sort(key=lambda one: (one.to_on is not None, _ORDER.get(one.role, 99), one.id))


def contact_in(store_id: int, company_id: int, contact_id: int) -> CompanyContact | None:
    """One row for an action."""
    return db.session.scalar(
        select(CompanyContact).where(
            CompanyContact.id == contact_id, CompanyContact.company_id == company_id,
            CompanyContact.store_id == store_id,
        )
    )  # fmt: skip


def contact_shown(contact: CompanyContact) -> Contact:
    """The same row as a page shows it, with the name and number of the person's own file."""
    return _contact(db.session.execute(_CONTACTS.where(CompanyContact.id == contact.id)).one())


def standing_as(company_id: int, person_id: int, role: str) -> CompanyContact | None:
    """The row that says so already."""
    return db.session.scalars(
        select(CompanyContact).where(
            CompanyContact.company_id == company_id, CompanyContact.person_id == person_id,
            CompanyContact.role == role, CompanyContact.to_on.is_(None),
        )
    ).first()  # fmt: skip


def _contact(row: Any) -> Contact:
    own = row.person_id is not None
    return Contact(
        id=row.id, company_id=row.company_id, person_id=row.person_id, name=row.own_name if own else row.name,
        sex=row.own_sex if own else row.sex, phone=(row.own_phone if own else None) or row.phone, role=row.role,
        from_on=row.from_on, to_on=row.to_on,
    )  # fmt: skip
