"""The rota's past as rows, for the proof of its fairness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select

from crm.rota.models import Credit, Duty, DutyBreak, Turn
from crm.rota.queries.standing import GIVEN_UP
from crm.rota.rules import RULE_VERSION, Span, in_turns, instant, on_rota, time_on_duty
from crm.rota.rules.replay import Rows
from crm.shared.db import db
from crm.staff.models import OpeningHours, Staff


def rows_between(store_id: int, zone: str, since: date, until: date) -> Rows:
    """Everything that was written on these days, in the order of the decisions, and what everybody began with."""

    def of(model: Any, *more: Any) -> Sequence[Any]:
        mine = select(*model.__table__.c).where(model.store_id == store_id, model.on_day.between(since, until), *more)
        return db.session.execute(mine.order_by(model.id)).all()

    breaks: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for row in of(DutyBreak):
        breaks[row.duty_id].append((row.away_at, row.back_at))
    turns, credits = of(Turn, Turn.rule_version >= RULE_VERSION), of(Credit)
    return Rows(zone, of(Duty), breaks, turns, credits, _before(store_id, credits[0].id if credits else None))


def _before(store_id: int, first: int | None) -> dict[int, tuple[int, int]]:
    """Balance and draw of each before the first entry of the period."""
    mine = [Credit.store_id == store_id, *([Credit.id < first] if first else [])]
    last = select(func.max(Credit.id)).where(*mine).group_by(Credit.staff_id)
    found = select(Credit.staff_id, Credit.after, Credit.lot).where(Credit.id.in_(last))
    return {row.staff_id: (row.after, row.lot) for row in db.session.execute(found)}


@dataclass
class Line:
    """One person's days: what they received, what they should have, and how long they stood."""

    staff_id: int
    name: str
    turns: int = 0
    others: int = 0  # own customers, paperwork: visits that are nobody's turn
    passed: int = 0  # turns not accepted, which went on
    credit: Fraction = Fraction()
    on_duty: timedelta = field(default_factory=timedelta)

    @property
    def hours(self) -> float:
        return self.on_duty.total_seconds() / 3600

    @property
    def pace(self) -> float | None:
        """Turns in an hour on duty; None for somebody who was not on duty."""
        return self.turns / self.hours if self.hours else None

    @property
    def deviation(self) -> Fraction:
        """Turns received beyond the credit; below nothing: turns owed."""
        return self.turns - self.credit


def lines(store_id: int, rows: Rows, now: datetime) -> list[Line]:
    """A line for everybody who stood or received, by name."""
    staff = db.session.execute(select(Staff.id, Staff.name).where(Staff.store_id == store_id))
    names = {row.id: row.name for row in staff}
    found: dict[int, Line] = {}

    def line(staff_id: int) -> Line:
        return found.setdefault(staff_id, Line(staff_id, names.get(staff_id, str(staff_id))))

    for turn in rows.turns:
        mine = line(turn.staff_id)
        if turn.ended == "passed":
            mine.passed += 1
        elif turn.ended not in GIVEN_UP:
            mine.turns += turn.counts
            mine.others += not turn.counts
    for entry in rows.credits:
        if entry.kind in ("share", "withdrawn"):
            line(entry.staff_id).credit += in_turns(entry.units)
    opening = _opening(store_id)
    for row in rows.duty:
        span = on_rota(row.on_day, row.starts, row.ends, rows.zone, row.made_at, row.off_at)
        span = _open(row, span, opening, rows.zone)
        line(row.staff_id).on_duty += time_on_duty(span, rows.breaks.get(row.id, ()), now)
    return sorted(found.values(), key=lambda one: (one.name, one.staff_id))


def _opening(store_id: int) -> dict[int, tuple[time, time]]:
    found = select(OpeningHours).where(OpeningHours.store_id == store_id, OpeningHours.archived_at.is_(None))
    return {row.weekday: (row.opens, row.closes) for row in db.session.scalars(found)}


def _open(row: Any, span: Span, opening: dict[int, tuple[time, time]], zone: str) -> Span:
    """Who stands "all day" stands while the store is open."""
    hours = opening.get(row.on_day.weekday())
    if hours is None or (row.starts, row.ends) != (time.min, time.max):
        return span
    return span.within(Span(*(instant(row.on_day, wall, zone) for wall in hours)))
