"""A plan that changes in the course of the day: whoever has another place moves at once, and nobody else is touched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from crm.rota import queries
from crm.rota.actions.day import TOPIC, end_duty
from crm.rota.actions.laying import duty_row
from crm.rota.models import Duty
from crm.rota.queries.planning import plan_of
from crm.rota.rules.planning import WHOLE_DAY, Cell, Post, changed
from crm.shared.db import db, insert_missing
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic


@contextmanager
def replanning(stamp: Stamp) -> Iterator[None]:
    """Change the plan inside; today's door follows."""
    queries.one_at_a_time(stamp.store_id)
    before = plan_of(stamp.store_id, [stamp.today])[stamp.today].stations
    yield
    db.session.flush()
    after = plan_of(stamp.store_id, [stamp.today])[stamp.today].stations
    moves = changed(before, after)
    if moves and queries.rota_is_set(stamp):
        _move(moves, whole=not before, stamp=stamp)
        raise_topic(stamp.store_id, TOPIC)


def _move(moves: dict[int, Cell | None], *, whole: bool, stamp: Stamp) -> None:
    """End the rows of those who move, and write new ones; with `whole` the default rota gives way altogether."""
    here = (Duty.store_id == stamp.store_id, Duty.on_day == stamp.today, Duty.off_at.is_(None))
    last = db.session.scalar(select(func.max(Duty.position)).where(*here[:2])) or 0
    for duty in db.session.scalars(select(Duty).where(*here)):
        cell = moves.get(duty.staff_id)
        if cell is not None and _same(duty, cell):
            moves.pop(duty.staff_id)
        elif whole or duty.staff_id in moves:
            end_duty(duty, stamp)
    db.session.flush()
    rows = [
        duty_row(staff_id, cell, last + n, stamp, late=True)
        for n, (staff_id, cell) in enumerate(sorted(moves.items()), 1)
        if cell is not None and cell.post != Post.OFF
    ]
    insert_missing(Duty, rows)


def _same(duty: Duty, cell: Cell) -> bool:
    hours = cell.hours or WHOLE_DAY
    return cell.post != Post.OFF and (duty.starts, duty.ends, duty.reserve) == (*hours, cell.post == Post.RESERVE)
