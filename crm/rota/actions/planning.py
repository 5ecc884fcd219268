"""Planning the week: a store's shifts, what a group or a person does on a day, a week like the one before (R-202)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from crm.rota import queries
from crm.rota.actions.moving import replanning
from crm.rota.queries.planning import row_of, shift_for, shifts
from crm.rota.rules.planning import AHEAD_DAYS, FIRST_SHIFTS, WEEK, Hours, Post, days_of, halves
from crm.rota.shifts import Plan, Shift
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused, Stale, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.standards.queries import opening_between


class Choice(NamedTuple):
    """What is chosen for one cell: nothing, reserve, off, or the door in a shift; `version` is what was read."""

    on_day: date
    team_id: int
    post: str
    shift_id: int | None
    version: int


def lay_out_shifts(stamp: Stamp) -> int:
    """Early, late and all day by the store's opening hours, for a store that has no shift yet."""
    if shifts(stamp.store_id, all_of_them=True):
        return 0
    opening = opening_between(stamp.store_id, stamp.today, stamp.today + timedelta(days=WEEK))
    hours = halves(Hours(*next(iter(opening.values()))) if opening else None)
    rows = [
        {
            "store_id": stamp.store_id, "name": name, "name_en": name_en,
            "starts": hours[key].starts, "ends": hours[key].ends, "version": 1,
        }
        for key, name, name_en in FIRST_SHIFTS
    ]  # fmt: skip
    return insert_missing(Shift, rows)


def add_shift(*, name: str, name_en: str, starts: time, ends: time, stamp: Stamp) -> Shift:
    """A new pattern; one that was put away comes back under its name."""
    _check(starts, ends)
    known = db.session.scalar(select(Shift).where(Shift.store_id == stamp.store_id, Shift.name == name))
    if known is not None and known.archived_at is None:
        raise Refused(_("There is a shift of this name already."), field="name")
    row = known or Shift(store_id=stamp.store_id, name=name)
    row.name_en, row.starts, row.ends, row.archived_at = name_en, starts, ends, None
    db.session.add(row)
    return row


def change_shift(
    shift: Shift, *, name: str, name_en: str, starts: time, ends: time, version: int | None, stamp: Stamp
) -> Shift:
    """Other hours or another name, for today's door too."""
    expect_version(shift, version, name=shift.name, starts=shift.starts, ends=shift.ends)
    _check(starts, ends)
    with replanning(stamp):
        shift.name, shift.name_en, shift.starts, shift.ends = name, name_en, starts, ends
    return shift


def put_shift_away(shift: Shift, *, version: int | None, stamp: Stamp) -> None:
    """No longer offered; days that are planned with it keep it."""
    expect_version(shift, version)
    shift.archived_at = shift.archived_at or stamp.at


def _check(starts: time, ends: time) -> None:
    if ends <= starts:
        raise Refused(_("The end comes after the beginning."), field="ends")


def plan_week(*, choices: Iterable[Choice], stamp: Stamp) -> int:
    """What each group does on each day of a week; days that are over stay as they were. How many cells changed."""
    with replanning(stamp):
        return sum(_plan_team(one, stamp) for one in choices if one.on_day >= stamp.today)


def _plan_team(one: Choice, stamp: Stamp) -> bool:
    row = row_of(stamp.store_id, one.on_day, team_id=one.team_id)
    if (row.version if row else 0) != one.version:
        raise Stale({one.on_day.isoformat(): ""})
    if (one.post, one.shift_id) == ((row.post, row.shift_id) if row else ("", None)):
        return False
    row = row or Plan(store_id=stamp.store_id, on_day=one.on_day, team_id=one.team_id)
    put(row, one.post, one.shift_id, stamp)
    return True


def plan_person(*, staff_id: int, on_day: date, post: str, shift_id: int | None, stamp: Stamp) -> Plan:
    """One person does something else than their group that day; an empty post: the same as the group again."""
    if not stamp.today <= on_day <= stamp.today + timedelta(days=AHEAD_DAYS):
        raise Refused(_("Choose a day from today to two months ahead."), field="on_day")
    if queries.seller(stamp.store_id, staff_id) is None:
        raise Refused(_("Choose somebody who sells in this store."), field="staff_id")
    with replanning(stamp):
        row = row_of(stamp.store_id, on_day, staff_id=staff_id)
        row = row or Plan(store_id=stamp.store_id, on_day=on_day, staff_id=staff_id)
        put(row, post, shift_id, stamp)
    return row


def put(row: Plan, post: str, shift_id: int | None, stamp: Stamp, swap_id: int | None = None) -> None:
    """Write what a cell says, signed."""
    if post == Post.DOOR and (shift_id is None or shift_for(stamp.by, shift_id) is None):
        raise Refused(_("This shift does not exist any more."))
    row.post, row.shift_id, row.swap_id = post, shift_id if post == Post.DOOR else None, swap_id
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()


def like_the_week_before(*, monday: date, stamp: Stamp) -> int:
    """What the groups did a week ago, wherever this week says nothing yet."""
    days = [day for day in days_of(monday) if day >= stamp.today]
    ago = timedelta(days=WEEK)
    here = (Plan.store_id == stamp.store_id, Plan.team_id.is_not(None))
    wanted = [*days, *(day - ago for day in days)]
    rows: Mapping[Any, Plan] = {
        (row.on_day, row.team_id): row for row in db.session.scalars(select(Plan).where(*here, Plan.on_day.in_(wanted)))
    }
    known, made = {one.id for one in shifts(stamp.store_id)}, 0
    with replanning(stamp):
        for (on_day, team_id), source in rows.items():
            target = rows.get((on_day + ago, team_id))
            fits = source.post and (source.shift_id is None or source.shift_id in known)
            if on_day + ago in days and fits and (target is None or not target.post):
                target = target or Plan(store_id=stamp.store_id, on_day=on_day + ago, team_id=team_id)
                put(target, source.post, source.shift_id, stamp)
                made += 1
    if not made:
        raise Refused(_("The week before has nothing that this week does not say already."))
    return made
