"""The dry run: which lead goes where and why, as rows that the run then carries out as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, select

from crm.ageing.models import Move, Run
from crm.ageing.queries import due as old
from crm.ageing.rules import CONFIRM_DAYS, CONFIRM_HOUR, EXEMPT_AGREED, Due, House, Placed, State, confirm_until, share
from crm.ageing.rules.sharing import step_after
from crm.leads.rules.ageing import Kind, next_step
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.pour import next_ids, pour
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.standards.queries import opening_between

Row = dict[str, Any]
TOPIC = "ageing"


def plan(stamp: Stamp) -> Run | None:
    """Look at the whole store anew; what a person has chosen in the plan that stands is kept. None: nothing is due."""
    run = planned_run(stamp.store_id, lock=True)
    chosen = _chosen(run.id) if run else {}
    rows = list(_rows(stamp, chosen))
    if run is None and not rows:
        return None
    run = run or _begin(stamp)
    db.session.execute(delete(Move).where(Move.run_id == run.id).execution_options(synchronize_session=False))
    shared = {"store_id": stamp.store_id, "run_id": run.id}
    ids = next_ids(Move, len(rows))
    pour(Move, [{**row, **shared, "id": number} for number, row in zip(ids, rows, strict=True)])
    run.planned_at = stamp.at  # and its version goes up: who confirms has seen this plan
    if all(row["state"] != State.PLANNED for row in rows):
        run.due_at = run.late_at = None
        run.on_day = stamp.today
    elif run.due_at is None:
        run.on_day, run.due_at = stamp.today, _due_at(stamp)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return run


def planned_run(store_id: int, *, lock: bool = False) -> Run | None:
    """The plan that waits for its confirmation."""
    found = select(Run).where(Run.store_id == store_id, Run.kind == "age", Run.state == "planned")
    return db.session.scalar(found.with_for_update() if lock else found)


def _begin(stamp: Stamp) -> Run:
    """The store's one plan; of two that begin at once the second finds the first one's."""
    row = {"store_id": stamp.store_id, "kind": "age", "state": "planned", "on_day": stamp.today,
           "planned_at": stamp.at, "version": 1, "moved": 0, "undone": 0, "undone_why": ""}  # fmt: skip
    insert_missing(Run, [row])
    found = planned_run(stamp.store_id, lock=True)
    assert found is not None
    return found


def _due_at(stamp: Stamp) -> Any:
    numbers = settings.of(stamp.store_id)
    open_days = opening_between(stamp.store_id, stamp.today, stamp.today + timedelta(days=60))
    return confirm_until(stamp.today, open_days, numbers[CONFIRM_DAYS], numbers[CONFIRM_HOUR], stamp.zone)


def _chosen(run_id: int) -> dict[int, Any]:
    """What people have said about single leads: not this time, or to somebody else."""
    said = select(Move.lead_id, Move.state, Move.new_owner_id, Move.chosen, Move.old_owner_id).where(
        Move.run_id == run_id, (Move.state == State.LEFT_OUT) | Move.chosen
    )
    return {row.lead_id: row for row in db.session.execute(said)}


def _rows(stamp: Stamp, chosen: dict[int, Any]) -> Iterator[Row]:
    """Every due lead as a row, the oldest first."""
    rests = old.resting(stamp)
    exempt = settings.of(stamp.store_id)[EXEMPT_AGREED]
    found, basis = _due(stamp)
    house = old.house(stamp)
    free: list[Due] = []
    for one in found:
        agreed_on = basis[one.lead_id].agreed_on if exempt else None
        if one.lead_id in rests:
            yield _row(one, Placed("ageing.rests"), basis[one.lead_id], stamp, rests[one.lead_id])
        elif agreed_on is not None:
            yield _row(one, Placed("ageing.agreed"), basis[one.lead_id], stamp, agreed_on)
        else:
            free.append(one)
    _unload(free, house)
    for one, placed in share(free, house):
        row = _row(one, placed, basis[one.lead_id], stamp)
        yield _as_chosen(row, chosen.get(one.lead_id), one)


def _due(stamp: Stamp) -> tuple[list[Due], dict[int, Any]]:
    """What is due, and the row behind each; a step of the count comes before a stay that has been too long."""
    numbers = settings.of(stamp.store_id)
    had, none = old.past_owners(stamp), frozenset[int]()
    found: list[Due] = []
    basis: dict[int, Any] = {}
    step = cache(lambda opened_on, taken: next_step(opened_on, taken, stamp.today, numbers))
    for row in old.old_leads(stamp):
        told = step(row.opened_on, row.aged_step)
        if told is not None and told.days_left <= 0:
            found.append(Due(row.id, row.owner_id, told.kind, had.get(row.id, none)))
            basis[row.id] = row
    for row in old.stayed_leads(stamp):
        if row.id not in basis:
            found.append(Due(row.id, row.owner_id, Kind.STAY, had.get(row.id, none)))
            basis[row.id] = row
    return found, basis


def _unload(due: list[Due], house: House) -> None:
    """What is about to leave somebody no longer counts as theirs when the rest is shared out."""
    everybody = {one.id: one for group in house.groups for one in group.people}
    everybody |= {one.id: one for one in (*house.chiefs, *house.office)}
    for one in due:
        if one.owner_id in everybody and one.owner_id not in house.key_accounts:
            everybody[one.owner_id].load -= 1


def _row(one: Due, placed: Placed, row: Any, stamp: Stamp, until: date | None = None) -> Row:
    since: date = old.stayed_since(row, stamp) if one.kind is Kind.STAY else row.opened_on
    return {
        "lead_id": one.lead_id, "state": State.PLANNED if placed.owner_id else State.HELD, "kind": one.kind,
        "code": placed.code, "from_on": since, "days": (stamp.today - since).days, "until_on": until,
        "old_owner_id": one.owner_id, "new_owner_id": placed.owner_id, "watcher_id": placed.watcher_id,
        "old_step": row.aged_step, "new_step": step_after(one.kind, row.aged_step), "chosen": False,
    }  # fmt: skip


def _as_chosen(row: Row, said: Any, one: Due) -> Row:
    """A person's word stands as long as the lead is still with the same advisor."""
    if said is None or row["state"] != State.PLANNED or said.old_owner_id != one.owner_id:
        return row
    if said.chosen:
        row |= {"new_owner_id": said.new_owner_id, "chosen": True, "code": "ageing.by_hand"}
    return row | {"state": said.state} if said.state == State.LEFT_OUT else row
