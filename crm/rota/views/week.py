"""The week as the page shows it: a row for each day, a cell for each group, who differs, when the door is short."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import g, request

from crm.rota.actions.planning import lay_out_shifts
from crm.rota.forms import post_code, posts
from crm.rota.queries.planning import Day, plan_of, shifts, swaps, teams, workers
from crm.rota.rules import STANDING
from crm.rota.rules.planning import AHEAD_DAYS, POST_NAMES, Gap, Hours, Post, days_of, gaps
from crm.rota.shifts import Plan, Shift
from crm.shared import settings
from crm.shared.db import own_transaction
from crm.shared.stamp import Stamp
from crm.shared.words import _, language
from crm.standards.queries import opening_between

AHEAD = AHEAD_DAYS + 7


def the_shifts() -> list[Shift]:
    """The store's shifts; early, late and all day are laid out once where there are none."""
    found = shifts(g.stamp.store_id)
    if not found and request.method == "GET" and not shifts(g.stamp.store_id, all_of_them=True):
        with own_transaction():
            lay_out_shifts(g.stamp)
        found = shifts(g.stamp.store_id)
    return list(found)


@dataclass
class Line:
    """One day of the week."""

    on_day: date
    cells: list[dict[str, Any]]
    people: list[tuple[str, str]]
    mine: str
    gaps: list[Gap]
    planned: bool
    closed: bool
    over: bool
    today: bool


class Board:
    """The week, read in six statements."""

    def __init__(self, stamp: Stamp, monday: date, patterns: list[Shift], runs: bool) -> None:
        self.stamp, self.patterns = stamp, patterns
        self.days = days_of(monday)
        self.wanted = settings.of(stamp.store_id)[STANDING]
        self.teams = teams(stamp.store_id)
        self.known = workers(stamp.store_id)
        tomorrow = stamp.today + timedelta(days=1)
        self.plan = plan_of(stamp.store_id, {*self.days, tomorrow}, self.known)
        self.opening = opening_between(stamp.store_id, min(self.days[0], tomorrow), max(self.days[-1], tomorrow))
        self.choices = posts(patterns, language() == "en", _("Not planned"))
        every = shifts(stamp.store_id, all_of_them=True)
        self.names = {one.id: (language() == "en" and one.name_en) or one.name for one in every}
        self.tomorrow_open = tomorrow in self.opening and not self.plan[tomorrow].planned
        self.swaps = swaps(stamp.store_id, self.days[0], self.days[-1])
        self.lines = [self._line(day, self.plan[day], runs) for day in self.days]

    def _line(self, on_day: date, day: Day, runs: bool) -> Line:
        over = on_day < self.stamp.today
        opening = Hours(*self.opening[on_day]) if on_day in self.opening else None
        cells = [self._cell(on_day, team, day.teams.get(team.id), runs and not over) for team in self.teams]
        return Line(
            on_day=on_day, cells=cells,
            people=[
                (self.known[staff_id].name, self._says(row)) for staff_id, row in day.people.items()
                if row.post and staff_id in self.known
            ],
            mine=self._mine(day), gaps=gaps(day.stations.values(), opening, self.wanted) if day.planned else [],
            planned=day.planned, closed=opening is None, over=over, today=on_day == self.stamp.today,
        )  # fmt: skip

    def _cell(self, on_day: date, team: Any, row: Plan | None, editable: bool) -> dict[str, Any]:
        code = post_code(row.post, row.shift_id) if row else ""
        known = any(one.value == code for one in self.choices)
        return {
            "key": f"{on_day.isoformat()}-{team.id}", "code": code, "version": row.version if row else 0,
            "team": team.name, "text": self._says(row) if row else "", "editable": editable,
            "away": [] if known else [(code, self._says(row))],
        }  # fmt: skip

    def _says(self, row: Plan | None) -> str:
        if row is None or not row.post:
            return ""
        return self.names.get(row.shift_id or 0, "") if row.post == Post.DOOR else _(POST_NAMES[Post(row.post)])

    def _mine(self, day: Day) -> str:
        """The reader's own day."""
        cell = day.stations.get(self.stamp.by.id or 0)
        if cell is None:
            return ""
        if cell.hours is None:
            return _(POST_NAMES[cell.post])
        return f"{cell.hours.starts:%H:%M}–{cell.hours.ends:%H:%M}"

    @property
    def short(self) -> int:
        """Days from today on that are planned and leave the door short."""
        return sum(bool(line.gaps) and not line.over for line in self.lines)

    @property
    def empty(self) -> int:
        """Open days from today on that nobody has planned."""
        return sum(not (line.planned or line.closed or line.over) for line in self.lines)
