"""The ledger and its turns: what everybody has left, what an arrival has moved, whose turn waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from crm.rota.models import Credit, Turn
from crm.rota.rules import ACCEPT_SECONDS
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp

SHARES = ("share", "withdrawn")


def balances(store_id: int) -> dict[int, int]:
    """What everybody has left: the balance of the latest entry of each."""
    last = select(func.max(Credit.id)).where(Credit.store_id == store_id).group_by(Credit.staff_id)
    found = select(Credit.staff_id, Credit.after).where(Credit.id.in_(last))
    return {row.staff_id: row.after for row in db.session.execute(found)}


def shares_of(visit_id: int) -> dict[int, int]:
    """How the credit of an arrival is shared as it stands."""
    total = func.sum(Credit.units)
    found = select(Credit.staff_id, total.label("units")).where(Credit.visit_id == visit_id, Credit.kind.in_(SHARES))
    return {row.staff_id: int(row.units) for row in db.session.execute(found.group_by(Credit.staff_id))}


def turn_of(visit_id: int) -> Turn | None:
    """Who has the visitor now."""
    found = select(Turn).where(Turn.visit_id == visit_id, Turn.released_at.is_(None))
    return db.session.scalar(found.order_by(Turn.id.desc()).limit(1))


def last_turn_of(visit_id: int) -> Turn | None:
    """Who had the visitor last, also when they have left."""
    return db.session.scalar(select(Turn).where(Turn.visit_id == visit_id).order_by(Turn.id.desc()).limit(1))


def asked_for(visit_id: int) -> set[int]:
    """Everybody who has been told of this visit."""
    return set(db.session.scalars(select(Turn.staff_id).where(Turn.visit_id == visit_id)))


def turn_for(person: Person, turn_id: int) -> Turn | None:
    """The own turn of this person."""
    found = select(Turn).where(Turn.id == turn_id, Turn.store_id == person.store_id, Turn.staff_id == person.id)
    return db.session.scalar(found)


def overdue(stamp: Stamp) -> Sequence[Turn]:
    """Turns of today that nobody has accepted in time, the oldest first."""
    seconds = settings.of(stamp.store_id)[ACCEPT_SECONDS]
    if not seconds:
        return []
    found = select(Turn).where(
        Turn.store_id == stamp.store_id, Turn.on_day == stamp.today, Turn.released_at.is_(None),
        Turn.accepted_at.is_(None), Turn.at <= stamp.at - timedelta(seconds=seconds),
    )  # fmt: skip
    return db.session.scalars(found.order_by(Turn.id)).all()
