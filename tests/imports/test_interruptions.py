"""An import that is cut off anywhere goes on where its rows stand; two workers, and people at work beside it, harm nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.customers.models import Customer, SearchTerm
from crm.imports import actions, stages, trial, writing
from crm.imports.models import Import, ImportKey, ImportRow
from crm.imports.rules import Kind
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from tests.imports.files import CUSTOMER_HEADINGS, VISIT_HEADINGS, workbook
from tests.imports.test_flow import adds_up, brought_in, count
from tests.makers import make_customer
from tests.support import stamp_of

BATCH = 20
PEOPLE = 70


class Death(Exception):
    """The worker dies after a checkpoint."""


@pytest.fixture(autouse=True)
def short_batches(monkeypatch):
    for module in (stages, trial, writing):
        monkeypatch.setattr(module, "BATCH_ROWS", BATCH)


def people() -> list[list[Any]]:
    """70 rows: two cars for every tenth customer at the far end of the file, a repeated row, a contradiction, a bad phone."""
    rows = [
        [f"客户{n}", f"138{n:08d}", f"粤B{n:05d}", "", "澄野 L5", 10_000 + n, "2026/3/1"] for n in range(PEOPLE - 10)
    ]
    rows += [[f"客户{n}", f"138{n:08d}", f"粤C{n:05d}", "", "澄野 E5", "", ""] for n in range(0, 35, 5)]
    return [CUSTOMER_HEADINGS, *rows, rows[3], ["别人", *rows[4][1:]], ["", "1380", "", "", "", "", ""]]


def visits() -> list[list[Any]]:
    """Orders whose lines stand far apart, and cars that only this file knows."""
    first = [
        [f"R{n}", f"粤D{n:05d}", "", f"139{n:08d}", f"车主{n}", "2026/2/1", 5000, "保养", 300, "自费"]
        for n in range(35)
    ]
    second = [[f"R{n}", f"粤D{n:05d}", "", "", "", "2026/2/1", 5000, "雨刮", 100, "保修"] for n in range(35)]
    return [VISIT_HEADINGS, *first, *second]


FILES = {"customers": people(), "service_visits": visits()}


def started(kind: str) -> int:
    file = SimpleNamespace(stream=io.BytesIO(workbook(FILES[kind])), filename="x.xlsx")
    import_id = actions.upload(kind=kind, file=file, stamp=stamp_of("clerk")).id
    db.session.commit()
    return int(import_id)


def through(import_id: int, dies_at: int = 0) -> int:
    """All three stages; with `dies_at` each is cut off after that many checkpoints, once, then run again. The cuts."""
    cuts, left = 0, 0

    def checkpoint() -> None:
        nonlocal cuts, left
        db.session.commit()
        left -= 1
        if left == 0:
            cuts += 1
            raise Death

    def stage(work: Any) -> None:
        nonlocal left
        left = dies_at or -1
        try:
            work()
        except Death:
            db.session.rollback()
        left = -1
        work()

    stage(lambda: stages.read_file(import_id, checkpoint))
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    stage(lambda: trial.check_rows(import_id, machine(1, clock.now()), checkpoint))
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    stage(lambda: writing.write_rows(import_id, machine(1, clock.now()), checkpoint))
    return cuts


def step(import_id: int, button: Any) -> None:
    db.session.expire_all()
    button(db.session.get_one(Import, import_id))
    db.session.commit()


def what_stands(import_id: int) -> tuple[Any, ...]:
    db.session.expire_all()
    record = db.session.get_one(Import, import_id)
    assert record.state == "done"
    adds_up(record)
    rows = db.session.execute(
        select(ImportRow.row_no, ImportRow.outcome).where(ImportRow.import_id == import_id).order_by(ImportRow.row_no)
    ).all()
    assert all(outcome for _number, outcome in rows)
    paid = db.session.execute(select(func.sum(ServiceVisit.paid_fen), func.sum(ServiceVisit.warranty_fen))).one()
    return (
        [tuple(row) for row in rows],
        [count(model) for model in (Customer, Vehicle, ServiceVisit, SearchTerm)],
        tuple(paid),
    )


EXPECTED = {
    "customers": ({"new": 67, "same": 1, "held": 1, "refused": 1}, [60, 67, 60], (0, 0)),
    "service_visits": ({"new": 70}, [35, 35, 35], (35 * 30_000, 35 * 10_000)),
}


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("dies_at", [0, 1, 2, 3, 5])
def test_cut_off_after_any_batch_the_same_rows_come_out(inside, kind, dies_at):
    import_id = started(kind)
    cuts = through(import_id, dies_at)
    assert bool(cuts) == bool(dies_at)
    rows, counts, paid = what_stands(import_id)
    outcomes, wanted, sums = EXPECTED[kind]
    assert {one: [outcome for _n, outcome in rows].count(one) for one in outcomes} == outcomes
    assert (counts[:3], paid) == (wanted, sums)


@pytest.mark.parametrize("kind", FILES)
def test_the_batches_do_not_show_in_the_result(inside, kind, monkeypatch):
    """One batch for all rows, or batches of seven: the verdicts are the same."""
    found = []
    for size in (1000, 7):
        for module in (stages, trial, writing):
            monkeypatch.setattr(module, "BATCH_ROWS", size)
        import_id = started(kind)
        stages.read_file(import_id, db.session.commit)
        step(
            import_id,
            lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")),
        )
        trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
        rows = select(ImportRow.row_no, ImportRow.verdict, ImportRow.reason_code).where(
            ImportRow.import_id == import_id
        )
        found.append([tuple(row) for row in db.session.execute(rows.order_by(ImportRow.row_no))])
        db.session.rollback()
    assert found[0] == found[1]


def test_stages_run_twice_do_nothing_the_second_time(inside):
    import_id = started("customers")
    through(import_id)
    before = what_stands(import_id)
    stages.read_file(import_id, db.session.commit)
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    writing.write_rows(import_id, machine(1, clock.now()), db.session.commit)
    assert what_stands(import_id) == before


def test_somebody_filed_at_the_desk_meanwhile_is_not_doubled(inside):
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    make_customer("客户7", "13800000007")
    make_customer("另一人", "13800000008")
    db.session.commit()
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    writing.write_rows(import_id, machine(1, clock.now()), db.session.commit)
    rows, counts, _paid = what_stands(import_id)
    outcomes = dict(rows)
    assert (
        counts[0] == 60
    )  # 58 from the file and two from the desk; the one filed under another name stays, and the row is held
    assert (outcomes[9], outcomes[10]) == (
        "new",
        "held",
    )  # a new car of the customer filed at the desk; a stranger's phone


def test_a_race_on_the_same_phone_starts_the_batch_again(inside, monkeypatch):
    """The customer appears between looking and writing: the unique key refuses, the batch sees it the second time."""
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    spec, looked = writing.KINDS[Kind.CUSTOMERS], []

    def overtaken(stamp: Any, records: Any) -> Any:
        scene = spec.draw(stamp, records)
        if not looked:
            looked.append(1)
            db.session.rollback()
            make_customer("客户0", "13800000000")
            db.session.commit()
            stages.found(import_id, "running")
        return scene

    monkeypatch.setattr(writing, "KINDS", {Kind.CUSTOMERS: replace(spec, draw=overtaken)})
    writing.write_rows(import_id, machine(1, clock.now()), db.session.commit)
    _rows, counts, _paid = what_stands(import_id)
    assert counts[0] == 60


def test_stopping_in_the_middle_keeps_whole_batches_and_the_file_carries_on(inside):
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    stopped = []

    def stop_after_two() -> None:
        db.session.commit()
        if count(Customer) == 2 * BATCH and not stopped:
            stopped.append(1)
            step(import_id, lambda row: actions.cancel(row, stamp=stamp_of("clerk")))

    writing.write_rows(import_id, machine(1, clock.now()), stop_after_two)
    db.session.expire_all()
    assert db.session.get_one(Import, import_id).state == "cancelled"
    assert count(Customer) == 2 * BATCH
    db.session.rollback()
    second = brought_in(FILES["customers"])
    assert count(Customer) == 60
    assert second.rows_same == 2 * BATCH + 1


def test_a_dry_run_leaves_no_keys_of_an_older_mapping(inside):
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    for _ in range(2):
        step(
            import_id,
            lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")),
        )
        trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    assert {key.split(":")[0] for key in db.session.scalars(select(ImportKey.key))} == {"2"}


@pytest.mark.parametrize("size", [50, 400])
def test_a_batch_costs_the_same_statements_whatever_its_rows(inside, size, monkeypatch):
    """Set-based: the statements of the writing do not grow with the rows (the hint of R8 that others can work meanwhile)."""
    from tests.support import counted_queries

    for module in (stages, trial, writing):
        monkeypatch.setattr(module, "BATCH_ROWS", 500)
    rows = [[f"客户{n}", f"138{n:08d}", f"粤B{n:05d}", "", "", 1000, "2026/3/1"] for n in range(size)]
    file = SimpleNamespace(stream=io.BytesIO(workbook([CUSTOMER_HEADINGS, *rows])), filename="x.xlsx")
    import_id = int(actions.upload(kind="customers", file=file, stamp=stamp_of("clerk")).id)
    db.session.commit()
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: actions.check_columns(row, mapping=row.mapping, version=None, stamp=stamp_of("clerk")))
    with counted_queries() as checking:
        trial.check_rows(import_id, machine(1, clock.now()), db.session.commit)
    step(import_id, lambda row: actions.confirm(row, version=None, stamp=stamp_of("clerk")))
    with counted_queries() as sent:
        writing.write_rows(import_id, machine(1, clock.now()), db.session.commit)
    assert count(Customer) == size
    assert len(checking) <= 30 and len(sent) <= 45


def test_a_file_read_in_another_way_loses_the_rows_of_the_first_reading(inside, monkeypatch):
    """Also when the worker dies between clearing and reading."""
    from crm.imports import rereading

    monkeypatch.setattr(stages, "CLEARED_AT_ONCE", 30)
    import_id = started("customers")
    stages.read_file(import_id, db.session.commit)
    step(import_id, lambda row: rereading.read_again(
        row, kind=Kind.CUSTOMERS, encoding="", sheet="", heading_row=2, version=None, stamp=stamp_of("clerk"),
    ))  # fmt: skip
    cuts = 0

    def dying() -> None:
        nonlocal cuts
        db.session.commit()
        cuts += 1
        if cuts in (2, 5):
            raise Death

    for _ in range(2):
        with pytest.raises(Death):
            stages.read_file(import_id, dying)
        db.session.rollback()
    stages.read_file(import_id, dying)
    db.session.expire_all()
    record = db.session.get_one(Import, import_id)
    assert (record.state, record.rows_read, record.about["heading_row"]) == ("mapped", len(people()) - 2, 2)
    assert count(ImportRow) == record.rows_read
    db.session.rollback()
