"""Setting today's rota: who stands at the door, from when to when, and who is on a break (R-202).

Nothing of the past is rewritten: other hours are a new row, and a break is a row of its own.
"""

from __future__ import annotations

from datetime import time
from typing import Any

from sqlalchemy import func, select, update

from crm.rota import queries
from crm.rota.actions.laying import duty_row, planned_rows
from crm.rota.models import Duty, DutyBreak
from crm.rota.queries.absence import absent
from crm.rota.rules import STANDING
from crm.rota.rules.planning import WHOLE_DAY, Cell, Post
from crm.shared import settings
from crm.shared.clock import dice
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Person, Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.queries import people_with
from crm.staff.rules import Role

TOPIC = "reception"


def default_rota(stamp: Stamp) -> int:
    """Today's rota where nobody has set it: what the week's plan says, else one team all day (R-202, R-203)."""
    if queries.rota_is_set(stamp):
        return 0
    return insert_missing(Duty, planned_rows(stamp) or _one_team(stamp))


def lay_out_plan(stamp: Stamp) -> int:
    """Today's door as planned, before the day begins; the default waits for the morning: nobody stands at night."""
    return 0 if queries.rota_is_set(stamp) else insert_missing(Duty, planned_rows(stamp))


def _one_team(stamp: Stamp) -> list[dict[str, Any]]:
    """One team stands all day and the others are its reserve; a team too small for the door is filled up.

    The teams take turns from day to day.
    """
    gone = absent(stamp.store_id, [stamp.today])[stamp.today]
    people = [one for one in people_with(stamp.store_id, Role.ADVISOR) if one.id not in gone]
    if not people:
        return []
    day = stamp.today.toordinal()
    teams = sorted({person.team_id or 0 for person in people})
    team = teams[day % len(teams)]
    mine = [person for person in people if (person.team_id or 0) == team]
    ordered = [*_turned(mine, day), *(person for person in people if person not in mine)]
    standing = max(len(mine), settings.of(stamp.store_id)[STANDING])
    cells = [Cell(Post.DOOR if n < standing else Post.RESERVE, WHOLE_DAY) for n in range(len(ordered))]
    return [
        duty_row(person.id or 0, cell, n, stamp, late=True)
        for n, (person, cell) in enumerate(zip(ordered, cells, strict=True), 1)
    ]


def _turned(people: list[Person], day: int) -> list[Person]:
    start = day % len(people)
    return people[start:] + people[:start]


def put_on_rota(*, staff_id: int, starts: time, ends: time, reserve: bool = False, stamp: Stamp) -> Duty:
    """Somebody stands today; who stands already gets these hours from now on, who was taken off comes back."""
    if ends <= starts:
        raise Refused(_("The end comes after the beginning."), field="ends")
    if queries.seller(stamp.store_id, staff_id) is None:
        raise Refused(_("Choose somebody who sells in this store."), field="staff_id")
    here = (Duty.store_id == stamp.store_id, Duty.on_day == stamp.today)
    last = db.session.scalar(select(func.max(Duty.position)).where(*here, Duty.off_at.is_(None))) or 0
    before = db.session.scalar(select(Duty).where(*here, Duty.staff_id == staff_id, Duty.off_at.is_(None)))
    if before is not None:
        end_duty(before, stamp)
        db.session.flush()
    row = Duty(
        store_id=stamp.store_id, on_day=stamp.today, staff_id=staff_id, starts=starts, ends=ends, reserve=reserve,
        position=before.position if before else last + 1, lot=before.lot if before else dice.lot(), made_at=stamp.at,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return row


def take_off_rota(duty: Duty, *, version: int | None = None, stamp: Stamp) -> None:
    """Not at the door any more today."""
    expect_version(duty, version)
    end_duty(duty, stamp)
    raise_topic(stamp.store_id, TOPIC)


def end_duty(duty: Duty, stamp: Stamp) -> None:
    """Not at the door any more from now on, and no longer on a break."""
    duty.off_at = stamp.at
    _end_break(duty, stamp)


def _end_break(duty: Duty, stamp: Stamp) -> None:
    mine = (DutyBreak.duty_id == duty.id, DutyBreak.back_at.is_(None))
    db.session.execute(update(DutyBreak).where(*mine).values(back_at=stamp.at))


def take_a_break(duty: Duty, *, away: bool, version: int | None = None, stamp: Stamp) -> None:
    """Away for a while, or back; saying so twice is once."""
    expect_version(duty, version)
    if away:
        row = {"store_id": duty.store_id, "duty_id": duty.id, "on_day": duty.on_day, "away_at": stamp.at}
        insert_missing(DutyBreak, [row])
    else:
        _end_break(duty, stamp)
    raise_topic(stamp.store_id, TOPIC)
