"""A customer's file: opened, corrected, found again, put away and brought back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from crm.customers import filed, queries
from crm.customers.actions.terms import first_search_terms, rewrite_search_terms
from crm.customers.models import Customer
from crm.customers.rules import (
    BRING_BACK_DAYS,
    TERMS_VERSION,
    mask_phone,
    may_come_back,
    pinyin_key,
    remarks,
    split_title,
)
from crm.shared import settings
from crm.shared.clock import dice
from crm.shared.crypto import blind
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _


def file_customer(
    *,
    phone: str | None = None,
    phone2: str | None = None,
    name: str = "",
    sex: str | None = None,
    kind: str = "person",
    source: str = "",
    owner_id: int | None = None,
    shared_phone: bool = False,
    stamp: Stamp,
) -> Customer:
    """The file of this phone, or a new one: a phone alone is enough, a surname is welcome (F-11, F-12).

    Two tablets may file the same person in the same second: the second one finds what the first has filed.
    """
    name, said = split_title(name)
    new = {"kind": kind, "source": source, "owner_id": owner_id, "shared_phone": shared_phone, "phone2": phone2}
    for last in (False, False, True):  # a file may be opened, and then named, by others while we look
        try:
            with db.session.begin_nested():
                return _file(phone, name, sex or said, new, stamp)
        except (IntegrityError, StaleDataError):
            if last or not phone or queries.on_file(stamp.store_id, phone, name) is None:
                raise
    raise AssertionError  # the third try returns or raises


def _file(phone: str | None, name: str, sex: str | None, new: dict[str, Any], stamp: Stamp) -> Customer:
    if phone and new["shared_phone"]:
        filed.one_at_a_time(stamp.store_id, phone)  # no unique key holds a shared number
    found = queries.on_file(stamp.store_id, phone, name) if phone else None
    if found is not None and new["shared_phone"] and found.name != name:
        found = None  # another person with the same number, as somebody has said
    fresh = found is None
    if found is None:
        found = Customer(
            store_id=stamp.store_id, lot=dice.lot(), created_at=stamp.at, terms_version=TERMS_VERSION, **new
        )
        db.session.add(found)
    elif found.name:
        return found  # what is on file is not overwritten at the door
    _name(found, name, sex)
    if not found.phone:
        _number(found, phone)
    db.session.flush()
    (first_search_terms if fresh else rewrite_search_terms)(found)
    return found


def edit_customer(
    customer: Customer,
    *,
    name: str,
    sex: str | None,
    kind: str,
    phone: str | None = None,
    phone2: str | None = None,
    shared_phone: bool = False,
    note: str | None = None,
    version: int | None = None,
) -> Customer:
    """Correct the file. An empty phone keeps the one that stands there; an old version is refused with both values."""
    expect_version(
        customer, version, name=customer.name, sex=customer.sex or "", kind=customer.kind,
        phone=mask_phone(customer.phone), phone2=mask_phone(customer.phone2), note=customer.note or "",
    )  # fmt: skip
    new = phone or customer.phone
    if new and not shared_phone:
        twin = queries.on_file(customer.store_id, new)
        if twin and twin.id != customer.id:
            raise Refused(_("Another customer has this number. If they share it, say so below."), field="phone")
    name, said = split_title(name)
    customer.kind, customer.shared_phone = kind, shared_phone
    if note is not None:
        customer.note = remarks(note) or None
    _name(customer, name, sex or said)
    _number(customer, new)
    customer.phone2 = phone2 or customer.phone2
    db.session.flush()
    rewrite_search_terms(customer)
    return customer


def _name(customer: Customer, name: str, sex: str | None) -> None:
    customer.name, customer.sex, customer.pinyin_key = name, sex or None, pinyin_key(name)


def _number(customer: Customer, phone: str | None) -> None:
    customer.phone = phone
    customer.phone_index = blind(customer.store_id, "phone", phone) if phone else None


def archive(customer: Customer, *, version: int | None = None, stamp: Stamp) -> None:
    """Put a file away; it comes back within 30 days."""
    expect_version(customer, version, name=customer.name)
    if customer.archived_at:
        raise Refused(_("This file has been put away already."))
    if queries.has_live_lead(customer):
        raise Refused(_("This customer has an open lead. Close the lead first."))
    customer.archived_at = stamp.at


def bring_back(customer: Customer, *, version: int | None = None, stamp: Stamp) -> None:
    """Take a file out again, as long as nobody has opened a new one for the same phone."""
    expect_version(customer, version, name=customer.name)
    days = settings.of(stamp.store_id)[BRING_BACK_DAYS]
    if customer.archived_at is None:
        return
    if not may_come_back(customer.archived_at, stamp.at, days):
        raise Refused(_("A file can be brought back for %(days)s days; this one is older.", days=days))
    if customer.phone and not customer.shared_phone and queries.on_file(customer.store_id, customer.phone):
        raise Refused(_("Meanwhile there is another file with this phone."))
    customer.archived_at = None
