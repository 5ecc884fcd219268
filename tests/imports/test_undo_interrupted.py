"""An undo that is cut off anywhere goes on where it was; a writing that is stopped can be taken back whole."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from crm.customers.models import Customer, SearchTerm
from crm.imports import actions, queries, stages, trial, undoing, writing
from crm.imports.models import Import, ImportRow
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests.imports.test_flow import adds_up, count
from tests.imports.test_interruptions import BATCH, FILES, PEOPLE, Death, started, step, through
from tests.makers import make_customer
from tests.support import stamp_of

MODELS = (Customer, Vehicle, ServiceVisit, SearchTerm)


@pytest.fixture(autouse=True)
def short_batches(monkeypatch):
    for module in (stages, trial, writing):
        monkeypatch.setattr(module, "BATCH_ROWS", BATCH)


def record_of(import_id: int) -> Import:
    db.session.expire_all()
    return db.session.get_one(Import, import_id)


def standing() -> list[int]:
    return [count(model) for model in MODELS]


def taken_back(import_id: int, dies_at: int) -> int:
    """The undo's job, killed after every `dies_at` batches until it is through; how often."""
    cuts, left = 0, dies_at

    def checkpoint() -> None:
        nonlocal cuts, left
        db.session.commit()
        left -= 1
        if left == 0:
            cuts, left = cuts + 1, dies_at
            raise Death

    while record_of(import_id).state == "undoing":
        db.session.rollback()
        try:
            undoing.undo_rows(import_id, machine(1, clock.now()), checkpoint)
        except Death:
            db.session.rollback()
    return cuts


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("dies_at", [1, 2])
def test_cut_off_after_any_batch_everything_is_gone_in_the_end(inside, kind, dies_at):
    before = standing()
    import_id = started(kind)
    through(import_id)
    step(import_id, lambda row: actions.undo(row, version=None, stamp=stamp_of("clerk")))
    assert taken_back(import_id, dies_at) > 0
    record = record_of(import_id)
    assert (record.state, record.rows_done, queries.remembered(import_id)) == ("undone", record.rows_due, 0)
    assert (standing(), record.undo["left"]) == (before, 0)
    adds_up(record)


def test_stopped_in_the_middle_and_taken_back_nothing_stays(inside):
    make_customer("客户7", "13800000007")  # on file already: the import changes it
    db.session.commit()
    before = standing()
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    batches = 0

    def stopping() -> None:
        nonlocal batches
        db.session.commit()
        batches += 1
        if batches == 3:
            step(import_id, lambda row: actions.cancel(row, take_back=True, stamp=stamp_of("clerk")))

    writing.write_rows(import_id, machine(1, clock.now()), stopping)
    written = select(func.count()).select_from(ImportRow).where(ImportRow.outcome == "new")
    assert 0 < (db.session.scalar(written) or 0) < PEOPLE and standing() != before
    db.session.rollback()
    taken_back(import_id, 100)
    assert (record_of(import_id).state, standing()) == ("undone", before)
    adds_up(record_of(import_id))


def test_stopped_only_what_was_written_stays_and_can_be_undone_later(inside):
    before = standing()
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))

    def stopping() -> None:
        db.session.commit()
        record: Any = record_of(import_id)
        if record.rows_done and record.state == "running":
            step(import_id, lambda row: actions.cancel(row, stamp=stamp_of("clerk")))

    writing.write_rows(import_id, machine(1, clock.now()), stopping)
    record = record_of(import_id)
    assert record.state == "cancelled" and count(Customer) > before[0]
    adds_up(record)
    assert queries.undoable(record, stamp_of("clerk"))
    step(import_id, lambda row: actions.undo(row, version=None, stamp=stamp_of("clerk")))
    taken_back(import_id, 100)
    assert standing() == before
