"""What customers can be found by, read back for many at once: names, numbers, cars; of a firm also its people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from crm.customers.models import CompanyContact, Customer
from crm.customers.rules import Kind, Known
from crm.shared.db import Base, db

AT_ONCE = 500


@dataclass
class _Around:
    """What other tables say about one customer."""

    plates: list[str] = field(default_factory=list)
    vins: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)  # of a firm's people
    people: list[str] = field(default_factory=list)  # those without a file of their own


def known_of(ids: Collection[int]) -> dict[int, Known]:
    """Three statements for each 500 customers."""
    found: dict[int, Known] = {}
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        found |= _some(listed[start : start + AT_ONCE])
    return found


def _some(ids: Sequence[int]) -> dict[int, Known]:
    columns = (
        Customer.id, Customer.kind, Customer.name, Customer.phone, Customer.phone2, Customer.short_name,
        Customer.credit_code,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(Customer.id.in_(ids))).all()
    around = {row.id: _Around() for row in rows}
    _note_cars(around)
    firms = [row.id for row in rows if row.kind == Kind.COMPANY]
    if firms:
        _note_people(around, firms)
    return {row.id: _known(row, around[row.id]) for row in rows}


def _note_cars(around: dict[int, _Around]) -> None:
    cars = Base.metadata.tables["vehicles"].c
    mine = select(cars.customer_id, cars.plate, cars.vin).where(
        cars.customer_id.in_(list(around)), cars.archived_at.is_(None)
    )
    for row in db.session.execute(mine):
        one = around[row.customer_id]
        one.plates += [row.plate] if row.plate else []
        one.vins += [row.vin] if row.vin else []


def _note_people(around: dict[int, _Around], firms: Sequence[int]) -> None:
    """Who stands for a firm now: found by their number is the firm, too."""
    own = (Customer.phone.label("own_phone"), Customer.phone2.label("own_phone2"))
    standing = (
        select(CompanyContact.company_id, CompanyContact.person_id, CompanyContact.name, CompanyContact.phone, *own)
        .outerjoin(Customer, Customer.id == CompanyContact.person_id)
        .where(CompanyContact.company_id.in_(firms), CompanyContact.to_on.is_(None))
    )
    for row in db.session.execute(standing):
        one = around[row.company_id]
        one.phones += [number for number in (row.phone, row.own_phone, row.own_phone2) if number]
        one.people += [row.name] if row.name and row.person_id is None else []


def _known(row: Any, around: _Around) -> Known:
    return Known(
        name=row.name,
        phones=tuple(number for number in (row.phone, row.phone2, *around.phones) if number),
        plates=tuple(around.plates),
        vins=tuple(around.vins),
        company=row.kind == Kind.COMPANY,
        short_name=row.short_name or "",
        code=row.credit_code or "",
        people=tuple(around.people),
    )
