"""Whether somebody is on file already: by number, by second number, by a firm's code."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from crm.customers.models import Customer, SearchTerm
from crm.shared.crypto import blind
from crm.shared.db import db


def on_file(store_id: int, phone: str, name: str = "") -> Customer | None:
    """The live file of a phone. Where a family shares the number, the one with this name, else the first."""
    index = blind(store_id, "phone", phone)
    rows: Sequence[Customer] = db.session.scalars(
        select(Customer)
        .where(Customer.store_id == store_id, Customer.phone_index == index, Customer.archived_at.is_(None))
        .order_by(Customer.shared_phone, Customer.id)
    ).all() or [*_by_second_number(store_id, phone, index), *_by_merged_file(store_id, index)]
    return next((row for row in rows if name and row.name == name), rows[0] if rows else None)


def _by_second_number(store_id: int, phone: str, index: str) -> list[Customer]:
    """Those who gave this number as their other one; the search table knows both."""
    rows = db.session.scalars(
        select(Customer)
        .join(SearchTerm, SearchTerm.customer_id == Customer.id)
        .where(SearchTerm.store_id == store_id, SearchTerm.term == "=" + index)
        .where(Customer.phone2.is_not(None), Customer.archived_at.is_(None))
        .order_by(Customer.id)
    )
    return [row for row in rows if row.phone2 == phone]


def _by_merged_file(store_id: int, index: str) -> Sequence[Customer]:
    """A file that was merged into another one still answers to its number: nobody files the same person again."""
    gone = select(Customer.merged_into_id).where(Customer.store_id == store_id, Customer.phone_index == index)
    found = select(Customer).where(Customer.id.in_(gone), Customer.archived_at.is_(None))
    return db.session.scalars(found.order_by(Customer.id)).all()


def one_at_a_time(store_id: int, phone: str) -> None:
    """Wait for another tablet that is filing somebody under the same number."""
    same = (Customer.store_id == store_id, Customer.phone_index == blind(store_id, "phone", phone))
    db.session.execute(select(Customer.id).where(*same).order_by(Customer.id).with_for_update())


def firm_of_code(store_id: int, code: str) -> Customer | None:
    """The live firm of a credit code (F-53)."""
    return db.session.scalar(
        select(Customer).where(
            Customer.store_id == store_id, Customer.credit_code == code, Customer.archived_at.is_(None)
        )
    )
