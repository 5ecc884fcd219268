"""Who is at the desk: chosen among the known, found by the number, or a new file; for a firm, who of it."""

from __future__ import annotations

from typing import Any

from crm.customers import actions as customers
from crm.customers import queries
from crm.customers.models import Customer
from crm.customers.rules import AT_THE_DOOR, Kind
from crm.reception.models import Visit
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def who_it_is(visit: Visit, seen: dict[str, Any], stamp: Stamp) -> Customer | None:
    """The customer of a visit; nobody when they leave nothing, or do not agree to a file (F-72)."""
    phone, surname, consent = seen.get("phone"), seen.get("surname") or "", seen.get("consent")
    known = _chosen(seen.get("customer_id") or visit.customer_id, stamp)
    if known is None and phone and not seen.get("shared_phone"):
        known = queries.on_file(stamp.store_id, phone, surname)
    if known is None and (consent == "no" or not (phone or surname)):
        return None
    if known is None or (surname and not known.name and known.kind != Kind.COMPANY):
        known = _file(known, phone, surname, seen, stamp)
    elif known.kind == Kind.COMPANY:
        _of_the_firm(visit, known, seen, stamp)
    elif phone and not known.phone:
        known = customers.edit_customer(known, name=known.name, sex=known.sex, kind=known.kind, phone=phone)
    if consent in ("yes", "no"):
        customers.record_consent(known, consent=AT_THE_DOOR, given=consent == "yes", stamp=stamp)
    return known


def _file(known: Customer | None, phone: str | None, surname: str, seen: dict[str, Any], stamp: Stamp) -> Customer:
    return customers.file_customer(
        phone=phone or (known.phone if known else None), phone2=seen.get("phone2"), name=surname,
        sex=seen.get("sex") or None, source=seen.get("channel") or "", shared_phone=bool(seen.get("shared_phone")),
        stamp=stamp,
    )  # fmt: skip


def _of_the_firm(visit: Visit, firm: Customer, seen: dict[str, Any], stamp: Stamp) -> None:
    """The number typed is the contact's, not the firm's (F-53)."""
    phone = seen.get("phone") if seen.get("phone") != firm.phone else None
    came = customers.who_came(
        firm, contact_id=seen.get("contact_id"), phone=phone, name=seen.get("surname") or "",
        sex=seen.get("sex") or None, stamp=stamp,
    )  # fmt: skip
    visit.contact_id = came.id if came else visit.contact_id


def _chosen(customer_id: int | None, stamp: Stamp) -> Customer | None:
    if not customer_id:
        return None
    found = db.session.get(Customer, customer_id)
    if found is None or found.store_id != stamp.store_id or found.archived_at:
        raise Refused(_("This customer is no longer on file. Search again."), field="phone")
    return found
