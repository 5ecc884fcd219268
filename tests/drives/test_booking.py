"""One car has one driver: given away, moved, given back; and never twice at once, also not in a race."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.drives import actions, queries
from crm.drives.models import Booking, DriveSlot
from crm.duplicates.actions import merge, take_apart
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_booking, make_drive_car, make_lead
from tests.support import queries_at_most, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def _at(hour: int, minute: int = 0, days: int = 1) -> Any:
    return (stamp_of("advisor").local + timedelta(days=days)).replace(hour=hour, minute=minute, second=0, microsecond=0)


def test_a_car_that_is_taken_is_refused_with_the_times() -> None:
    car = make_drive_car("E5")
    make_booking(car=car, starts_at=_at(10))
    with pytest.raises(Refused, match=r"E5.*10:00.*10:45") as said:
        make_booking(make_lead(name="Dora", phone="13812345678"), car, starts_at=_at(10, 40))
    assert said.value.field == "car_id"
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 1


def test_one_begins_where_the_other_ends() -> None:
    car, lead = make_drive_car(), make_lead()
    make_booking(lead, car, starts_at=_at(10))
    make_booking(lead, car, starts_at=_at(10, 45))
    make_booking(lead, car, starts_at=_at(9, 15))
    assert [row.starts_at.astimezone(_at(9).tzinfo).strftime("%H:%M") for row in queries.day(1, _at(9).date())] == [
        "09:15", "10:00", "10:45",
    ]  # fmt: skip


def test_free_cars_are_asked_for_in_one_statement() -> None:
    one, other = make_drive_car("E5"), make_drive_car("L6", position=1)
    make_booking(car=one, starts_at=_at(10))
    at = _at(10, 30)
    with queries_at_most(1):
        assert [car.name for car in queries.free_cars(1, at, 45)] == ["L6"]
    assert [car.name for car in queries.free_cars(1, _at(10, 45), 45)] == ["E5", "L6"]
    assert queries.free_cars(2, _at(10), 45) == []
    assert other.id


def test_given_back_is_free_again_and_stays_as_a_row() -> None:
    car = make_drive_car()
    booking = make_booking(car=car, starts_at=_at(10))
    actions.release(booking, stamp=stamp_of("advisor"))
    actions.release(booking, stamp=stamp_of("advisor"))
    assert booking.released_at is not None
    assert len(queries.free_cars(1, _at(10), 45)) == 1
    assert db.session.scalar(select(func.count()).select_from(DriveSlot)) == 0


def test_moved_to_another_time_and_refused_where_it_is_taken() -> None:
    car, lead = make_drive_car(), make_lead()
    first, second = make_booking(lead, car, starts_at=_at(10)), make_booking(lead, car, starts_at=_at(14))
    actions.rebook(first, starts_at=_at(10, 15), stamp=stamp_of("advisor"))  # overlaps nobody but itself
    with pytest.raises(Refused, match="10:15"):
        actions.rebook(second, starts_at=_at(10, 30), stamp=stamp_of("advisor"))
    assert len(queries.free_cars(1, _at(14), 45)) == 0, "a refused move leaves the old time as it was"


def test_a_merge_brings_the_booked_car_along_and_taking_apart_gives_it_back() -> None:
    kept, doubled = make_lead(name="龚建平"), make_lead(name="龚建平", phone="13812345678")
    booking = make_booking(doubled, starts_at=_at(10))
    one = merge(kept.customer_id, doubled.customer_id, stamp=stamp_of("clerk"))
    db.session.refresh(booking)
    assert booking.lead_id == kept.id
    take_apart(one, stamp=stamp_of("clerk"))
    db.session.refresh(booking)
    assert booking.lead_id == doubled.id


def test_wrong_times_and_strange_cars_are_refused() -> None:
    lead, car = make_lead(), make_drive_car()
    for starts_at, minutes, field in ((_at(10, days=-1), 45, "at_time"), (_at(10, days=91), 45, "on_day"), (_at(10), 0, "minutes"),
                                      (_at(10), 25 * 60, "minutes")):  # fmt: skip
        with pytest.raises(Refused) as said:
            make_booking(lead, car, starts_at=starts_at, minutes=minutes)
        assert said.value.field == field
    theirs = make_drive_car("X7", by="other_supervisor")
    with pytest.raises(Refused):
        make_booking(lead, theirs, starts_at=_at(10))
    lead.stage = "lost"
    with pytest.raises(Refused, match="已结束"):
        make_booking(lead, car, starts_at=_at(10))


def test_who_is_faster_has_the_car(app: Flask) -> None:
    """Eight people press at once for spans that overlap: one of them has it, the others read why, nothing breaks."""
    with app.app_context():
        car, lead, stamp, at = make_drive_car().id, make_lead().id, stamp_of("advisor"), _at(10)
        db.session.commit()
        db.session.remove()
    start = Barrier(8)

    def press(turn: int) -> str:
        with app.app_context():
            start.wait(10)
            try:
                actions.book(car, starts_at=at + timedelta(minutes=5 * turn), minutes=45, lead_id=lead, stamp=stamp)
                db.session.commit()
                return "mine"
            except Refused as refused:
                db.session.rollback()
                return str(refused.field)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(press, range(8)))
    assert sorted(said) == ["car_id"] * 7 + ["mine"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Booking)) == 1
        assert db.session.scalar(select(func.count()).select_from(DriveSlot)) == 9
