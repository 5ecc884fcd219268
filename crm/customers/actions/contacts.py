"""Who stands for a firm: somebody begins, somebody ends, somebody is here today (F-53)."""

from __future__ import annotations

from crm.customers import contacts, queries
from crm.customers.actions.terms import rewrite_search_terms
from crm.customers.models import CompanyContact, Customer
from crm.customers.rules import ContactRole, Kind, split_title
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def add_contact(
    firm: Customer,
    *,
    role: str,
    name: str = "",
    sex: str | None = None,
    phone: str | None = None,
    person_id: int | None = None,
    stamp: Stamp,
) -> CompanyContact:
    """Somebody stands for the firm from today on: a customer of ours found by number, or a name and number alone."""
    if firm.kind != Kind.COMPANY:
        raise Refused(_("Only a company has contacts."))
    name, said = split_title(name)
    if person_id is None and phone:
        known = queries.on_file(stamp.store_id, phone, name)
        person_id = known.id if known and known.kind == Kind.PERSON else None
    if person_id is None and not (name or phone):
        raise Refused(_("Give a name or a number."), field="name")
    again = contacts.standing_as(firm.id, person_id, role) if person_id else _stands(firm, role, name, phone)
    if again is not None:
        return again
    own = person_id is not None
    row = CompanyContact(
        store_id=stamp.store_id, company_id=firm.id, person_id=person_id, role=role, from_on=stamp.today,
        name="" if own else name, sex=None if own else sex or said, phone=None if own else phone,
    )  # fmt: skip
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    rewrite_search_terms(firm)
    return row


def _stands(firm: Customer, role: str, name: str, phone: str | None) -> CompanyContact | None:
    """The same name and number in the same role: pressing twice is once."""
    for one in contacts.contacts_of([firm.id])[firm.id]:
        if one.person_id is None and (one.role, one.name, one.phone) == (role, name, phone):
            return contacts.contact_in(firm.store_id, firm.id, one.id)
    return None


def end_contact(contact: CompanyContact, firm: Customer, *, stamp: Stamp) -> None:
    """They no longer stand for the firm; the days stay. Pressing twice is once."""
    if contact.to_on is None:
        contact.to_on, contact.ended_by_id = stamp.today, stamp.by.id
        db.session.flush()
        rewrite_search_terms(firm)


def who_came(
    firm: Customer,
    *,
    contact_id: int | None = None,
    phone: str | None = None,
    name: str = "",
    sex: str | None = None,
    stamp: Stamp,
) -> CompanyContact | None:
    """Who is here for the firm: the contact that was tapped, or a new one by name or number; None: nobody said."""
    if contact_id:
        chosen = contacts.contact_in(stamp.store_id, firm.id, contact_id)
        if chosen is None:
            raise Refused(_("This contact is no longer on file. Search again."), field="phone")
        return chosen
    if not (phone or name):
        return None
    for one in contacts.contacts_of([firm.id])[firm.id]:
        if phone and one.phone == phone:
            return contacts.contact_in(stamp.store_id, firm.id, one.id)
    return add_contact(firm, role=ContactRole.OTHER, name=name, sex=sex, phone=phone, stamp=stamp)
