"""Nothing asked for is lost or done twice: Redis emptied, workers killed in the middle, two at once (idea 5)."""

from __future__ import annotations

import signal
from collections.abc import Callable

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import text

from crm.shared.db import db
from tests.torture.conftest import House


def rung(house: House) -> int:
    return len(Queue("prompt", connection=house.redis, serializer=JSONSerializer))


def test_redis_emptied_between_asking_and_working_loses_nothing(house: House) -> None:
    expected, asked = house.as_it_should_be(), house.ask()
    assert rung(house) == 1, "the doorbell rang"
    house.redis.flushdb()
    assert house.work_off() == [0]
    assert house.tasks() == [] and house.row(asked).done_at is None, "nobody heard it"
    house.a_minute_later()
    assert house.work_off() == [0]
    assert house.row(asked).done_at is not None
    assert house.tasks() == expected


def test_a_worker_that_dies_before_its_end_is_taken_over_exactly_once(house: House) -> None:
    expected, asked = house.as_it_should_be(), house.ask()
    assert house.work_off(house.worker(CRASH_AT="before-finish:1")) == [137]
    dead = house.row(asked)
    assert dead.lease is not None and dead.tries == 1 and house.tasks() == [], "its work died with it"
    house.a_minute_later()
    assert house.work_off(house.worker(), house.worker()) == [0, 0]
    done = house.row(asked)
    assert done.done_at is not None and done.tries == 2
    assert house.tasks() == expected


def test_the_queue_asked_for_twice_is_the_same_queue_and_what_is_done_is_not_repeated(house: House) -> None:
    """The effects and the word `done` are one transaction: there is no moment between them to die in."""
    expected, asked = house.as_it_should_be(), house.ask()
    house.work_off()
    assert house.tasks() == expected
    house.a_minute_later()
    house.ask()
    house.work_off()
    assert house.row(asked).tries == 1 and house.tasks() == expected


@pytest.mark.databases("postgresql")
def test_kill_9_in_the_middle_of_the_work_leaves_nothing_and_the_next_one_finishes(
    house: House, until: Callable[[Callable[[], bool]], None]
) -> None:
    expected, asked = house.as_it_should_be(), house.ask()
    with db.engine.connect() as other, other.begin():
        other.execute(text("LOCK TABLE tasks IN ACCESS EXCLUSIVE MODE"))
        victim = house.worker()

        def is_waiting() -> bool:
            return bool(other.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar())

        until(is_waiting)  # it holds its lease and stands before its first row
        victim.send_signal(signal.SIGKILL)
        assert victim.wait(10) == -signal.SIGKILL
    assert house.tasks() == [] and house.row(asked).lease is not None
    house.a_minute_later()
    assert house.work_off() == [0]
    assert house.row(asked).done_at is not None and house.tasks() == expected


def test_two_workers_at_once_make_the_same_queue(house: House) -> None:
    expected = house.as_it_should_be()
    asked = [house.ask() for _n in range(6)]
    assert house.work_off(house.worker(), house.worker()) == [0, 0]
    for _turn in range(3):  # who could not get through is asked again by the tick
        if all(house.row(one).done_at for one in asked):
            break
        house.a_minute_later()
        house.work_off()
    assert all(house.row(one).done_at for one in asked)
    assert house.tasks() == expected
