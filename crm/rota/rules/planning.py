"""The week's plan: which group or person stands in which shift (R-202), and whether the door is always kept (R-201).

A shift is wall time in the store's zone, so a change of the clocks never shifts it. What is said for a person comes
before what is said for their group; who is not named on a planned day is in reserve (R-203).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from crm.shared.reasons import sentences
from crm.shared.words import N_

WEEK = 7
AHEAD_DAYS = 62  # how far a week can be planned


class Post(StrEnum):
    """What a cell of the plan says."""

    DOOR = "door"  # stands in a shift
    RESERVE = "reserve"  # comes when everybody at the door is busy
    OFF = "off"  # not at work


POST_NAMES = {Post.RESERVE: N_("Reserve"), Post.OFF: N_("Day off")}

FIRST_SHIFTS = (("early", "早班", "Early"), ("late", "晚班", "Late"), ("all_day", "全天", "All day"))  # of a new store

PLANNING_SENTENCES = sentences(
    {
        "rota.swap": N_("{name} asks to change shifts on {day}"),
        "rota.swap_both": N_("{name} asks to change shifts on {day} and on {back}"),
        "rota.swap_over": N_("The swap was taken back."),
        "rota.door_short": N_("{ready} of {wanted} ready at the door since {since}. Please send somebody."),
        "rota.door_called": N_("The desk asks for somebody at the door: {ready} of {wanted} ready."),
        "rota.door_taken": N_("{name} is sending somebody."),
        "rota.door_kept": N_("The door is kept again."),
    }
)


class Hours(NamedTuple):
    """From one time on the store's wall to before another."""

    starts: time
    ends: time


class Cell(NamedTuple):
    """What the plan says of a group or a person on one day."""

    post: Post
    hours: Hours | None = None  # only of Post.DOOR


@dataclass(frozen=True)
class Worker:
    """Somebody who may stand; `stands` is false for those who stand only when they are named (group leaders)."""

    staff_id: int
    team_id: int | None
    stands: bool = True


WHOLE_DAY = Hours(time.min, time.max)


def stations(workers: Iterable[Worker], teams: Mapping[int, Cell], people: Mapping[int, Cell]) -> dict[int, Cell]:
    """Where everybody is on a day; empty when nothing is planned, so that the default rota stands."""
    if not teams and not people:
        return {}
    found = {}
    for one in workers:
        cell = people.get(one.staff_id)
        if cell is None and one.stands:
            cell = teams.get(one.team_id or 0, Cell(Post.RESERVE))
        if cell is not None:
            found[one.staff_id] = cell
    return found


def changed(before: Mapping[int, Cell], after: Mapping[int, Cell]) -> dict[int, Cell | None]:
    """Whose place on the day is another one now; None: no longer named."""
    return {
        staff_id: after.get(staff_id)
        for staff_id in {*before, *after}
        if before.get(staff_id) != after.get(staff_id)
    }


class Gap(NamedTuple):
    """A time in which fewer stand than must."""

    starts: time
    ends: time
    standing: int


def gaps(cells: Iterable[Cell], opening: Hours | None, wanted: int) -> list[Gap]:
    """When the door would be short within opening hours (R-201); neighbours with the same number are one gap."""
    if opening is None or wanted <= 0:
        return []
    door = [cell.hours for cell in cells if cell.post == Post.DOOR and cell.hours]
    edges = {opening.starts, opening.ends, *(edge for hours in door for edge in hours)}
    times = sorted(edge for edge in edges if opening.starts <= edge <= opening.ends)
    found: list[Gap] = []
    for starts, ends in pairwise(times):
        standing = sum(hours.starts <= starts < hours.ends for hours in door)
        if standing >= wanted:
            continue
        if found and found[-1].ends == starts and found[-1].standing == standing:
            found[-1] = Gap(found[-1].starts, ends, standing)
        else:
            found.append(Gap(starts, ends, standing))
    return found


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def days_of(monday: date) -> Sequence[date]:
    return [monday + timedelta(days=n) for n in range(WEEK)]


def halves(opening: Hours | None) -> dict[str, Hours]:
    """Early, late and the whole day of a store's opening hours; the middle is rounded to half an hour."""
    opens, closes = opening or Hours(time(9), time(18))
    minutes = (opens.hour * 60 + opens.minute + closes.hour * 60 + closes.minute) // 2 // 30 * 30
    noon = time(minutes // 60, minutes % 60)
    return {"early": Hours(opens, noon), "late": Hours(noon, closes), "all_day": Hours(opens, closes)}
