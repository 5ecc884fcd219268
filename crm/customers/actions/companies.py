"""Firms: filed under their credit code and corrected (F-53)."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from crm.customers import queries
from crm.customers.actions.contacts import add_contact
from crm.customers.actions.files import edit_customer, file_customer
from crm.customers.actions.terms import rewrite_search_terms
from crm.customers.models import Customer
from crm.customers.naming import called
from crm.customers.rules import ContactRole, Kind, check_code, core_of, normalise_code
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role


def file_company(
    *,
    name: str,
    short_name: str = "",
    credit_code: str | None = None,
    phone: str | None = None,
    phone2: str | None = None,
    source: str = "",
    owner_id: int | None = None,
    contact_name: str = "",
    contact_sex: str | None = None,
    contact_phone: str | None = None,
    contact_role: str | None = None,
    shared_phone: bool = False,
    stamp: Stamp,
) -> Customer:
    """The firm of this code, or of this name and number, or a new one; with the person who came, if any is named.

    A number that belongs to a person stays theirs: they become the firm's contact.
    """
    code = _checked(credit_code)
    firm = queries.firm_of_code(stamp.store_id, code) if code else None
    holder = queries.on_file(stamp.store_id, phone, name) if phone else None
    if firm is None and holder is not None and holder.kind == Kind.COMPANY and not shared_phone:
        firm = _same_firm(holder, name, code)
    if firm is None:
        private = holder is not None and holder.kind == Kind.PERSON
        firm = _new_firm(
            name=name, code=code, short_name=short_name, phone=None if private else phone, phone2=phone2,
            source=source, owner_id=_keeper(owner_id, stamp), shared_phone=shared_phone and not private, stamp=stamp,
        )  # fmt: skip
        if private and not contact_phone:
            contact_phone = phone
    if contact_name or contact_phone:
        add_contact(
            firm, role=contact_role or ContactRole.OTHER, name=contact_name, sex=contact_sex, phone=contact_phone,
            stamp=stamp,
        )  # fmt: skip
    return firm


def _same_firm(holder: Customer, name: str, code: str | None) -> Customer:
    """The firm that has this number, when it is this one; another firm's number is said to be shared, or wrong."""
    same = not holder.name or core_of(holder.name) == core_of(name)
    if not same or (code and holder.credit_code and code != holder.credit_code):
        raise Refused(
            _("%(name)s has this number. If both share it, say so below.", name=called(holder)), field="phone"
        )
    if code and not holder.credit_code:
        holder.credit_code = code
        rewrite_search_terms(holder)
    return holder


def _new_firm(*, name: str, code: str | None, short_name: str, stamp: Stamp, **more: Any) -> Customer:
    """Two tablets with the same licence in front of them end with one firm: the code is unique."""
    try:
        with db.session.begin_nested():
            firm = file_customer(name=name, kind=Kind.COMPANY, stamp=stamp, **more)
            firm.credit_code, firm.short_name = code, short_name or None
            db.session.flush()
    except IntegrityError:
        twin = queries.firm_of_code(stamp.store_id, code) if code else None
        if twin is None:
            raise
        return twin
    if code or short_name:
        rewrite_search_terms(firm)
    return firm


def edit_company(
    firm: Customer,
    *,
    name: str,
    short_name: str = "",
    credit_code: str | None = None,
    owner_id: int | None = None,
    kind: str = Kind.COMPANY,
    phone: str | None = None,
    phone2: str | None = None,
    shared_phone: bool = False,
    note: str | None = None,
    version: int | None = None,
    stamp: Stamp,
) -> Customer:
    """Correct the firm's file. The code and the key-account manager stand in the form, so emptying takes them away."""
    expect_version(
        firm, version, name=firm.name, short_name=firm.short_name or "", credit_code=firm.credit_code or "",
        owner_id=firm.owner_id,
    )  # fmt: skip
    code = _checked(credit_code)
    twin = queries.firm_of_code(firm.store_id, code) if code else None
    if twin is not None and twin.id != firm.id:
        raise Refused(_("%(name)s is on file with this code.", name=called(twin)), field="credit_code")
    if owner_id != firm.owner_id:
        firm.owner_id = _keeper(owner_id, stamp) if owner_id else None
    firm.credit_code, firm.short_name = code, short_name or None
    return edit_customer(
        firm, name=name, sex=None, kind=kind, phone=phone, phone2=phone2, shared_phone=shared_phone, note=note,
        version=version,
    )  # fmt: skip


def _checked(typed: str | None) -> str | None:
    code = normalise_code(typed)
    wrong = check_code(code) if code else None
    if wrong:
        raise Refused(say(wrong.code, wrong.facts), field="credit_code")
    return code


def _keeper(owner_id: int | None, stamp: Stamp) -> int | None:
    """The key-account manager; one who files a firm keeps it."""
    keepers = [one.id for one in people_with(stamp.store_id, Role.KEY_ACCOUNT)]
    if owner_id is None:
        return stamp.by.id if stamp.by.id in keepers else None
    if owner_id not in keepers:
        raise Refused(_("Choose a key-account manager of this store."), field="owner_id")
    return owner_id
