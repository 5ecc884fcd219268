"""The runner: claimed once under a lease, finished with its effects, tried again, given up, taken over (idea 5)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.shared.db import db
from crm.shared.queue import Outbox, ask
from crm.shared.stamp import Stamp
from jobs import runner
from jobs.runner import LEASE, MOST_TRIES, OVERDUE, LeaseLost, Work
from tests.jobs.conftest import NAME, Workbench
from tests.shared.conftest import NOON, Hands


def taken_over(outbox_id: int) -> None:
    """Another worker's lease stands on the row."""
    with db.engine.begin() as other:
        other.execute(update(Outbox).where(Outbox.id == outbox_id).values(lease="another worker's"))


def test_what_was_asked_is_done_once_with_the_machines_stamp(bench: Workbench) -> None:
    asked = bench.ask(f"{NAME}.effect", 7)
    assert runner.run_row(asked) == "done"
    assert runner.run_row(asked) == "taken", "a second ring finds nothing to do"
    assert bench.written == 1
    stamp = bench.stamps[0]
    assert (stamp.by.id, stamp.store_id, stamp.at) == (None, 1, NOON)
    assert bench.row(asked).done_at == NOON


def test_nobody_is_rung_before_the_commit_and_nobody_after_a_rollback(bench: Workbench, rung: list[Any]) -> None:
    ask(f"{NAME}.effect", store_id=1)
    assert rung == []
    db.session.rollback()
    assert rung == [] and db.session.scalar(select(func.count()).select_from(Outbox)) == 0
    asked = bench.ask(f"{NAME}.effect")
    assert rung == [("prompt", "jobs.runner.work", asked)]


def test_a_savepoint_rings_nobody(bench: Workbench, rung: list[Any]) -> None:
    with db.session.begin_nested():
        ask(f"{NAME}.effect", store_id=1)
    assert rung == [], "the row is not there for anybody else yet"
    with pytest.raises(ValueError, match="changed my mind"), db.session.begin_nested():
        raise ValueError("changed my mind")
    db.session.commit()
    assert len(rung) == 1, "and the one that stands is rung for"


def test_a_key_is_asked_for_once_ever(bench: Workbench, rung: list[Any]) -> None:
    first = ask(f"{NAME}.effect", store_id=1, key="half-year")
    assert first is not None and ask(f"{NAME}.effect", store_id=1, key="half-year") is None
    db.session.commit()
    assert ask(f"{NAME}.effect", store_id=1, key="half-year") is None
    assert len(rung) == 1


def test_ids_only(bench: Workbench) -> None:
    with pytest.raises(AssertionError, match="ids only"):
        ask(f"{NAME}.effect", "13812341234", store_id=1)  # type: ignore[arg-type]


def test_work_for_later_waits_for_its_hour(bench: Workbench, hands: Hands, rung: list[Any]) -> None:
    asked = bench.ask(f"{NAME}.effect", at=NOON + timedelta(hours=2))
    assert rung == [] and runner.run_row(asked) == "taken" and runner.run_all() == 0
    hands.pass_by(hours=2)
    assert runner.run_all() == 1 and bench.written == 1


def test_a_claimed_row_is_nobody_elses_until_the_lease_is_over(bench: Workbench, hands: Hands) -> None:
    asked = bench.ask(f"{NAME}.effect")
    assert runner.claim(asked) is not None
    assert runner.claim(asked) is None
    hands.pass_by(seconds=LEASE["prompt"].total_seconds() + 1)
    assert runner.run_row(asked) == "done" and bench.written == 1


def test_who_has_lost_the_lease_leaves_nothing_behind(bench: Workbench, hands: Hands) -> None:
    asked = bench.ask(f"{NAME}.effect")
    claimed = runner.claim(asked)
    assert claimed is not None
    _row, slow = claimed
    hands.pass_by(minutes=5)
    assert runner.run_row(asked) == "done"
    bench.write("effect of the slow one")
    with pytest.raises(LeaseLost):
        runner.finish(slow)
    db.session.rollback()
    assert bench.written == 1


def test_a_batch_whose_lease_is_lost_is_rolled_back_and_the_new_worker_goes_on(bench: Workbench) -> None:
    def interrupted(stamp: Stamp, work: Work) -> None:
        bench.write("effect 1")
        work.checkpoint()
        taken_over(asked)
        bench.write("effect 2")
        work.checkpoint()

    asked = bench.ask(bench.put(interrupted), queue="bulk")
    assert runner.run_row(asked) == "lease lost"
    assert bench.written == 1, "the batch before stands, the batch after the loss does not"
    assert bench.row(asked).lease == "another worker's" and bench.row(asked).done_at is None


def test_a_checkpoint_renews_the_lease_and_says_that_the_worker_lives(bench: Workbench, hands: Hands) -> None:
    from crm.staff.models import Heartbeat

    def long(stamp: Stamp, work: Work) -> None:
        for number in range(4):
            hands.pass_by(seconds=LEASE["bulk"].total_seconds() - 1)
            bench.write(f"effect {number}")
            work.checkpoint()
            assert runner.claim(asked) is None

    asked = bench.ask(bench.put(long), queue="bulk")
    assert runner.run_row(asked) == "done" and bench.written == 4
    assert db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == "worker:bulk")) == hands.at


def test_a_failure_is_tried_again_after_growing_pauses_and_given_up_at_last(bench: Workbench, hands: Hands) -> None:
    asked = bench.ask(f"{NAME}.broken")
    pauses = []
    for _turn in range(MOST_TRIES - 1):
        assert runner.run_row(asked) == "failed"
        pauses.append((bench.row(asked).due_at - hands.at).total_seconds())
        assert runner.run_row(asked) == "taken", "not before the pause is over"
        hands.pass_by(seconds=pauses[-1])
    assert pauses == [5.0 * 2**turn for turn in range(MOST_TRIES - 1)]
    assert runner.run_row(asked) == "failed"
    given_up = bench.row(asked)
    assert given_up.failed_at == hands.at and given_up.done_at is None
    hands.pass_by(days=1)
    assert runner.run_row(asked) == "taken" and bench.written == 0


def test_of_a_failure_only_the_kind_is_kept(bench: Workbench, caplog: pytest.LogCaptureFixture) -> None:
    asked = bench.ask(f"{NAME}.broken")
    runner.run_row(asked)
    assert bench.row(asked).error == "ValueError"
    assert "13812341234" not in caplog.text and "ValueError" in caplog.text


@pytest.mark.parametrize("name", ["os.system", "crm.staff.actions.disable", "jobs.runner.run_all", "jobs.nothing.here"])
def test_nothing_but_a_job_is_ever_called(bench: Workbench, name: str) -> None:
    with pytest.raises((LookupError, ImportError)):
        runner.resolve(name)
    asked = bench.ask(name)
    assert runner.run_row(asked) == "failed" and bench.written == 0


def test_what_nobody_took_is_rung_for_again_but_not_what_is_being_worked(
    bench: Workbench, hands: Hands, rung: list[Any]
) -> None:
    lost, worked, done, _late = (bench.ask(f"{NAME}.effect", number) for number in range(4))
    bench.ask(f"{NAME}.effect", at=NOON + timedelta(days=1))
    runner.claim(worked)
    runner.run_row(done)
    assert runner.overdue(hands.at) == [], "a ring may take a moment"
    hands.pass_by(seconds=OVERDUE.total_seconds())
    assert {row.id for row in runner.overdue(hands.at)} == {lost, _late}
    rung.clear()
    runner.run_tick(hands.at)
    assert {one[2] for one in rung if one[1] == "jobs.runner.work"} >= {lost, _late}
    hands.pass_by(seconds=LEASE["prompt"].total_seconds())
    assert worked in {row.id for row in runner.overdue(hands.at)}, "its worker has died"


def test_every_job_of_the_timetable_and_of_the_features_can_be_found() -> None:
    from jobs.timetable import TIMETABLE

    for row in TIMETABLE:
        assert runner.resolve(row.job).__doc__, row.job
