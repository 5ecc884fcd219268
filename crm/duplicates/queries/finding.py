"""Who may be the same: found from the indexes, so that 100,000 files are never compared all with all.

Three blocks are read in the dark, by blind indexes alone: the same number, plate or end of a VIN. The fourth opens
numbers, but only those of one surname at a time: the same surname and a number that is one slip away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.orm import aliased

from crm.customers.models import Customer, SearchTerm
from crm.shared.db import db
from crm.vehicles.models import Vehicle

Pair = tuple[int, int]
CROWD = 30  # files that share one number or plate; a firm's switchboard says nothing about persons
PAGE = 2_000


def sharing(store_id: int, first: int, last: int) -> set[Pair]:
    """Pairs with the same number, plate or end of a VIN, of which one file lies between these ids."""
    found: defaultdict[Any, set[int]] = defaultdict(set)
    for statement in (_numbers(store_id, first, last), *_cars(store_id, first, last)):
        for row in db.session.execute(statement):
            found[row.id].add(row.other)
    return {(min(one, b), max(one, b)) for one, others in found.items() if len(others) <= CROWD for b in others}


def _numbers(store_id: int, first: int, last: int) -> Any:
    """By the search terms, which hold both numbers of a file."""
    other = aliased(Customer)
    return (
        select(Customer.id, SearchTerm.customer_id.label("other"))
        .join(
            SearchTerm,
            and_(SearchTerm.store_id == Customer.store_id, SearchTerm.term == literal("=") + Customer.phone_index),
        )
        .join(other, other.id == SearchTerm.customer_id)
        .where(
            Customer.store_id == store_id, Customer.id.between(first, last), Customer.archived_at.is_(None),
            Customer.phone_index.is_not(None), other.id != Customer.id, other.archived_at.is_(None),
        )
    )  # fmt: skip


def _cars(store_id: int, first: int, last: int) -> list[Any]:
    twin, owner, other = aliased(Vehicle), aliased(Customer), aliased(Customer)
    return [
        select(Vehicle.customer_id.label("id"), twin.customer_id.label("other"))
        .join(twin, and_(twin.store_id == Vehicle.store_id, getattr(twin, index) == getattr(Vehicle, index)))
        .join(owner, owner.id == Vehicle.customer_id)
        .join(other, other.id == twin.customer_id)
        .where(
            Vehicle.store_id == store_id, Vehicle.customer_id.between(first, last), Vehicle.archived_at.is_(None),
            twin.archived_at.is_(None), twin.customer_id != Vehicle.customer_id,
            owner.archived_at.is_(None), other.archived_at.is_(None),
        )
        for index in ("plate_index", "vin6_index")
    ]  # fmt: skip


def ranges(store_id: int) -> Iterator[Pair]:
    """The ids of the store's files in steps of a page."""
    last = 0
    while ids := _next_ids(store_id, last):
        yield ids[0], ids[-1]
        last = ids[-1]


def _next_ids(store_id: int, after: int) -> Sequence[int]:
    live = (Customer.store_id == store_id, Customer.archived_at.is_(None), Customer.id > after)
    return db.session.scalars(select(Customer.id).where(*live).order_by(Customer.id).limit(PAGE)).all()


def surnames(store_id: int) -> Iterator[list[Any]]:
    """The files of one surname after the other, as it sounds; only these are opened at a time."""
    yield from (list(files) for _, files in groupby(_by_name(store_id), key=lambda row: row.pinyin_key.split(" ")[0]))


def _by_name(store_id: int) -> Iterator[Any]:
    key, last = "", 0
    while True:
        live = (Customer.store_id == store_id, Customer.archived_at.is_(None), Customer.pinyin_key != "")
        beyond = or_(Customer.pinyin_key > key, and_(Customer.pinyin_key == key, Customer.id > last))
        rows = db.session.execute(
            select(Customer.id, Customer.pinyin_key, Customer.phone, Customer.phone2)
            .where(*live, beyond).order_by(Customer.pinyin_key, Customer.id).limit(PAGE)
        ).all()  # fmt: skip
        yield from rows
        if len(rows) < PAGE:
            return
        key, last = rows[-1].pinyin_key, rows[-1].id


def namesakes(customer: Customer) -> Sequence[Any]:
    """The files whose name sounds the same, this one included."""
    same = (Customer.store_id == customer.store_id, Customer.pinyin_key == customer.pinyin_key)
    found = select(Customer.id, Customer.phone, Customer.phone2).where(*same, Customer.archived_at.is_(None))
    return db.session.execute(found.limit(PAGE)).all() if customer.pinyin_key else []


def near(files: Iterable[Any]) -> set[Pair]:
    """Pairs whose numbers are one slip apart: one digit wrong, or two neighbours changed over.

    Two such numbers are the same when the right digit of each is left out, so nobody is compared with everybody.
    """
    shorter: defaultdict[str, set[int]] = defaultdict(set)
    for row in files:
        for phone in filter(None, (row.phone, row.phone2)):
            for place in range(len(phone)):
                shorter[f"{place}{phone[:place]}{phone[place + 1 :]}"].add(row.id)
                if place:  # neighbours changed over: the one at `place` left out here, the one before it there
                    shorter[f"{place - 1}{phone[:place]}{phone[place + 1 :]}"].add(row.id)
    crowds = (ids for ids in shorter.values() if 1 < len(ids) <= CROWD)
    return {(a, b) for ids in crowds for a in ids for b in ids if a < b}
