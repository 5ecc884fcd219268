"""kill -9 in the middle of an import: the next worker goes on where the rows stand, and the counts add up (R16)."""

from __future__ import annotations

import io
import random
import signal
import time
from collections.abc import Callable
from types import SimpleNamespace

from sqlalchemy import func, select

from crm.customers.models import Customer, SearchTerm
from crm.imports import actions
from crm.imports.models import Import, ImportRow
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.vehicles.models import Vehicle
from jobs.runner import run_all, run_tick
from tests.imports.files import text
from tests.support import stamp_of
from tests.torture.conftest import House

ROWS = 1_300  # three batches, the last one not full
CRASHES = {
    "uploaded": ("before-finish:1",), "checking": ("checkpoint:2",), "running": ("checkpoint:2", "before-finish:1"),
    "undoing": ("checkpoint:2",),
}  # fmt: skip
SIGNS = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国志文海波鹏飞玉兰红梅春生金宝永福庆祥"


def uploaded(house: House) -> int:
    run_tick(clock.now())
    run_all()  # what the timetable owes is done, so that the killed workers have this one job
    chance = random.Random(7)  # people who are not alike, or the search for duplicates would take longer than the import
    numbers = chance.sample(range(10**8), ROWS)
    names = ["客户" + "".join(chance.sample(SIGNS, 4)) for _ in range(ROWS)]
    people = zip(names, numbers, range(ROWS), strict=True)
    rows = [["客户名称", "手机号码", "车牌号"], *([name, f"137{number:08d}", f"粤Z{n:05d}"] for name, number, n in people)]
    file = SimpleNamespace(stream=io.BytesIO(text(rows)), filename="客户.csv")
    found = actions.upload(kind="customers", file=file, stamp=stamp_of("clerk")).id
    db.session.commit()
    return int(found)


def import_of(import_id: int) -> Import:
    db.session.rollback()
    return db.session.get_one(Import, import_id, populate_existing=True)


def press(import_id: int, button: Callable[[Import], object]) -> None:
    button(import_of(import_id))
    db.session.commit()


def next_step(import_id: int, undo: bool = False) -> bool:
    """Press what a person would press now; False when the import has ended. `undo`: a written one is taken back."""
    record = import_of(import_id)
    stamp, state = stamp_of("clerk"), record.state
    if state == "mapped":
        press(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp))
    elif state == "checked":
        press(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp))
    elif state == "done" and undo:
        press(import_id, lambda row: actions.undo(row, version=None, stamp=stamp))
    db.session.rollback()
    return state not in ("done", "undone") or (state == "done" and undo)


def open_jobs() -> int:
    waiting = select(func.count()).select_from(Outbox).where(Outbox.done_at.is_(None), Outbox.job.like("jobs.imports.%"))
    found = db.session.scalar(waiting) or 0
    db.session.rollback()
    return found


def everything_is_right(import_id: int, state: str = "done") -> None:
    record = import_of(import_id)
    assert (record.state, record.rows_read, record.rows_new) == (state, ROWS, ROWS)
    mine = select(func.count()).select_from(Customer).where(Customer.source == "import", Customer.name.like("客户%"))
    assert db.session.scalar(mine) == ROWS
    assert db.session.scalar(select(func.count()).select_from(ImportRow).where(ImportRow.outcome == "new")) == ROWS
    plates = select(func.count(Vehicle.plate_index.distinct())).join(Customer, Customer.id == Vehicle.customer_id)
    assert db.session.scalar(plates.where(Customer.name.like("客户%"))) == ROWS
    db.session.rollback()


def everything_is_gone(import_id: int, before: list[int]) -> None:
    record = import_of(import_id)
    assert (record.state, record.rows_read, record.rows_new) == ("undone", ROWS, ROWS)
    assert (standing(), record.undo["left"], record.undo["removed"]) == (before, 0, 2 * ROWS)
    db.session.rollback()


def standing() -> list[int]:
    found = [db.session.scalar(select(func.count()).select_from(one)) or 0 for one in (Customer, Vehicle, SearchTerm)]
    db.session.rollback()
    return found


def test_killed_in_every_stage_the_next_worker_carries_on(house: House) -> None:
    before, import_id, states = standing(), uploaded(house), []
    while next_step(import_id, undo=True):
        states.append(import_of(import_id).state)
        if states[-1] == "undoing":
            everything_is_right(import_id, "undoing")  # written whole, before it is taken back
        house.a_minute_later()  # a ring that was lost on a busy machine is made up for
        for crash in CRASHES[states[-1]]:
            assert house.work_off(house.worker("bulk", CRASH_AT=crash)) == [137], (states[-1], crash)
            house.a_minute_later()
        workers = [house.worker("bulk") for _ in CRASHES[states[-1]]]
        assert not any(house.work_off(*workers))
        assert open_jobs() == 0
    assert "undoing" in states
    everything_is_gone(import_id, before)


def test_kill_9_at_any_moment_loses_and_doubles_nothing(house: House) -> None:
    import_id, chance = uploaded(house), random.Random(20260319)
    while next_step(import_id):
        house.a_minute_later()  # a ring that was lost on a busy machine is made up for
        for _ in range(2):
            worker = house.worker("bulk")
            time.sleep(chance.uniform(1.2, 3.5))
            worker.send_signal(signal.SIGKILL)
            worker.wait(10)
            house.a_minute_later()
        house.work_off(house.worker("bulk"))
        assert open_jobs() == 0
    everything_is_right(import_id)
