"""The proof: every decision of the past is made again from the rows alone and compared with what was written.

What the rows must agree on: who was on duty and free (duty, breaks, turns), who of them was next (credit, draw), what
the ledger was charged, and every balance. Instants of two requests may lie a breath apart, so who came or went within
SKEW of a decision may be counted either way; everything else is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crm.rota.rules.hours import on_rota
from crm.rota.rules.ledger import Booking, arrival, handed_over, undone

SKEW = timedelta(seconds=5)
BY_ORDER = ("rota.next", "rota.reserve", "rota.passed", "rota.declined", "rota.owner_away")


@dataclass
class Rows:
    """What stands in the tables for some days; the rows need only their columns."""

    zone: str
    duty: Sequence[Any]
    breaks: Mapping[int, Sequence[tuple[datetime, datetime | None]]]  # of each duty row
    turns: Sequence[Any]
    credits: Sequence[Any]
    before: Mapping[int, tuple[int, int]] = field(default_factory=dict)  # balance and draw of each at the beginning


@dataclass(frozen=True)
class Difference:
    """Where a row does not say what the rule says."""

    turn_id: int
    on_day: date
    what: str
    rule: str
    row: str


class Replay:
    """One pass through the decisions in their order."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.zone = rows, ZoneInfo(rows.zone)
        self.balance = defaultdict(int, {one: before[0] for one, before in rows.before.items()})
        self.lot = {one: before[1] for one, before in rows.before.items()}
        self.differences: list[Difference] = []
        self.decisions = 0
        self.duty: dict[date, list[Any]] = defaultdict(list)
        for row in rows.duty:
            self.duty[row.on_day].append(row)
        self.visits: dict[int, list[Any]] = defaultdict(list)  # turns of a visit so far
        self.day: dict[date, list[Any]] = defaultdict(list)  # turns of a day so far
        self.shared: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def run(self) -> list[Difference]:
        written: dict[int, list[Any]] = defaultdict(list)
        recalls: dict[int, list[Any]] = defaultdict(list)
        for entry in self.rows.credits:
            (recalls if entry.reason_code == "rota.recalled" else written)[entry.turn_id].append(entry)
        turns = {turn.id: turn for turn in self.rows.turns}
        waiting = sorted((entries[0].id, turns[one], entries) for one, entries in recalls.items() if one in turns)
        for turn in self.rows.turns:
            limit = written[turn.id][0].id if written[turn.id] else None
            while waiting and (waiting[0][0] < limit if limit else waiting[0][2][0].at <= turn.at):
                self._recalled(*waiting.pop(0)[1:])
            self._decided(turn, written[turn.id])
        for _id, turn, entries in waiting:
            self._recalled(turn, entries)
        return self.differences

    def _differ(self, turn: Any, what: str, rule: object, row: object) -> None:
        if rule != row:
            self.differences.append(Difference(turn.id, turn.on_day, what, str(rule), str(row)))

    def _decided(self, turn: Any, entries: Sequence[Any]) -> None:
        held = next((one for one in self.visits[turn.visit_id][-1:] if one.ended in ("passed", "moved")), None)
        if turn.reason_code != "rota.resumed":
            self.decisions += 1
            free = tuple(turn.facts.get("free", ()))
            if turn.counts or free:
                self._check_free(turn, free)
            self._check_choice(turn, free)
            self._booked(turn, self._expected(turn, held, free), entries)
        self.visits[turn.visit_id].append(turn)
        self.day[turn.on_day].append(turn)

    def _check_free(self, turn: Any, free: Sequence[int]) -> None:
        """Everybody who was surely on duty and free shares the credit, and nobody who surely was not."""
        out = {*turn.facts.get("blocked", ()), *turn.facts.get("asked", ())}
        rows = [row for row in self.duty[turn.on_day] if row.staff_id not in out]
        looks = [self._free_at(rows, turn.at + skew) for skew in (-SKEW, timedelta(), SKEW)]
        surely, perhaps = set.intersection(*looks), set.union(*looks)
        at_door, reserve = ({one for one, spare in surely if spare is kind} for kind in (False, True))
        for must, spare in ((at_door, False), (reserve, True)):
            may = {one for one, kind in perhaps if kind is spare}
            if must <= set(free) <= may and (free or not reserve) and not (spare and at_door):
                return
        self._differ(turn, "on duty and free", sorted(at_door or reserve), sorted(free))

    def _free_at(self, rows: Iterable[Any], at: datetime) -> set[tuple[int, bool]]:
        found = set()
        for row in rows:
            span = on_rota(row.on_day, row.starts, row.ends, self.rows.zone, row.made_at, row.off_at)
            away = any(gone <= at and (back is None or at < back) for gone, back in self.rows.breaks.get(row.id, ()))
            busy = any(
                one.staff_id == row.staff_id and (one.released_at is None or one.released_at > at)
                for one in self.day[row.on_day]
            )
            if span.since <= at < span.until and not away and not busy:
                found.add((row.staff_id, row.reserve))
        return found

    def _check_choice(self, turn: Any, free: Sequence[int]) -> None:
        """The largest unserved credit, ties by the draw; a skip is one, and the owner's visit goes to the owner."""
        if turn.reason_code == "rota.owner":
            self._differ(turn, "owner", turn.facts.get("owner_id"), turn.staff_id)
            return
        lots = {row.staff_id: row.lot for row in self.duty[turn.on_day]} | self.lot
        order = sorted(free, key=lambda one: (-self.balance[one], lots.get(one, 0)))
        if turn.reason_code.startswith(BY_ORDER):
            self._differ(turn, "next", order[0] if order else None, turn.staff_id)
        elif turn.reason_code.startswith("rota.skip_"):
            passed_over = turn.facts.get("skipped_id")
            if turn.facts.get("owner_id") is None:  # else it was the owner, or the backup
                self._differ(turn, "who was skipped", order[0] if order else None, passed_over)
            self._differ(turn, "somebody was skipped", True, passed_over != turn.staff_id)

    def _expected(self, turn: Any, held: Any, free: Sequence[int]) -> Booking | None:
        shared = self.shared[turn.visit_id]
        if held is None or not held.counts:
            return arrival(self.balance, free, turn.staff_id) if turn.counts else None
        if turn.counts:
            return handed_over(self.balance, shared, held.staff_id, turn.staff_id)
        return undone(self.balance, shared, held.staff_id)

    def _recalled(self, turn: Any, entries: Sequence[Any]) -> None:
        self._booked(turn, undone(self.balance, self.shared[turn.visit_id], turn.staff_id), entries)

    def _booked(self, turn: Any, booking: Booking | None, entries: Sequence[Any]) -> None:
        """The entries are those of the rule, and every balance follows from the one before."""
        rule: dict[tuple[int, str], int] = {}
        for staff_id, units in booking.shares.items() if booking else ():
            rule[staff_id, "share" if units > 0 else "withdrawn"] = units
        for staff_id, units in booking.turns.items() if booking else ():
            rule[staff_id, "return" if units > 0 else "turn"] = units
        self._differ(turn, "ledger", rule, {(one.staff_id, one.kind): one.units for one in entries})
        for entry in entries:
            self.balance[entry.staff_id] += entry.units
            self.lot[entry.staff_id] = entry.lot
            self._differ(turn, "balance", self.balance[entry.staff_id], entry.after)
            if entry.kind in ("share", "withdrawn"):
                self.shared[turn.visit_id][entry.staff_id] += entry.units
