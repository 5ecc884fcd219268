"""Agreeing on a time, and what the desk makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError

from crm.appointments import actions, queries
from crm.appointments.models import Appointment, AppointmentChange, AppointmentSlot, CalendarFeed
from crm.appointments.rules import Missed
from crm.leads.actions import decide_lost
from crm.leads.models import Lead
from crm.leads.queries import agenda_of
from crm.leads.rules import Verdict
from crm.notices.models import Notice
from crm.reception import actions as desk
from crm.reception.models import Visit
from crm.rota.models import Turn
from crm.rota.queries import turn_of
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import machine
from tests.makers import make_absence, make_appointment, make_booking, make_drive_car, make_lead, make_lost_sale
from tests.rota.test_together import at_once
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def kinds() -> list[str]:
    return list(db.session.scalars(select(AppointmentChange.kind).order_by(AppointmentChange.id)))


def test_an_agreed_time_stands_on_the_days_list_of_the_desk() -> None:
    made = make_appointment()
    row = queries.today(_on(made))[0]
    assert (row.name, row.advisor, row.came_at) == ("Carl", "Sam", None)


def _on(made: Any) -> Any:
    """Rita's stamp on the day of the appointment."""
    return replace(stamp_of("reception"), at=made.starts_at)


def test_moving_and_cancelling_are_rows_and_a_second_tap_is_none() -> None:
    made = make_appointment()
    actions.move_appointment(made, on_day=made.on_day + timedelta(days=1), at_time=time(11), stamp=stamp_of("advisor"))
    for _tap in range(2):
        actions.cancel_appointment(made, reason="ill", stamp=stamp_of("advisor"))
    db.session.flush()
    assert kinds() == ["made", "moved", "cancelled"]
    assert queries.today(_on(made)) == []


@pytest.mark.parametrize("days", [-1, 400])
def test_a_time_of_the_past_or_too_far_ahead_is_refused(days: int) -> None:
    with pytest.raises(Refused):
        make_appointment(on_day=stamp_of("advisor").today + timedelta(days=days))


def test_the_same_time_is_not_agreed_twice() -> None:
    lead = make_lead()
    make_appointment(lead)
    with pytest.raises(Refused):
        make_appointment(lead)


def test_an_old_version_cannot_be_moved() -> None:
    made = make_appointment()
    with pytest.raises(Stale):
        actions.move_appointment(made, on_day=made.on_day, at_time=time(9), version=99, stamp=stamp_of("advisor"))


def test_only_sellers_invite() -> None:
    with pytest.raises(Refused):
        make_appointment(advisor_id=stamp_of("service").by.id)


def test_one_tap_opens_the_visit_for_the_inviting_advisor_and_it_is_no_turn() -> None:
    made = make_appointment()
    visit = desk.arrive(made, stamp=_on(made))
    turn = turn_of(visit.id)
    assert turn is not None
    assert (visit.advisor_id, turn.counts, turn.reason_code) == (stamp_of("advisor").by.id, False, "rota.owner")
    assert made.came_visit_id == visit.id
    assert desk.arrive(made, stamp=_on(made)).id == visit.id
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 1
    assert db.session.scalar(select(func.count()).select_from(Turn)) == 1


def test_taking_the_arrival_back_makes_them_expected_again() -> None:
    made = make_appointment()
    at = _on(made)
    visit = desk.arrive(made, stamp=at)
    desk.take_back(visit, step_id=_came(visit), stamp=at)
    assert made.came_visit_id is None
    assert visit.void_at


def _came(visit: Visit) -> int:
    from crm.reception.queries import standing_steps

    return min(one.id for one in standing_steps(visit.id))


# ---- one look over house, advisor and car
def other_lead(name: str = "Dora", phone: str = "13812345678") -> Any:
    return make_lead(name=name, phone=phone)


def test_an_advisor_twice_at_once_is_refused_with_the_other_time() -> None:
    make_appointment()
    with pytest.raises(Refused, match=r"Sam .*10:00 .*11:00") as said:
        make_appointment(other_lead(), at_time=time(10, 30))
    assert said.value.field == "advisor_id"
    assert make_appointment(other_lead(), at_time=time(11)).id


def test_an_advisor_who_is_away_is_refused() -> None:
    day = make_absence().first_on
    vera = stamp_of("advisor2").by.id
    with pytest.raises(Refused, match="Vera") as said:
        make_appointment(on_day=day, advisor_id=vera)
    assert said.value.field == "advisor_id"


def test_a_closed_day_and_a_time_outside_the_hours_are_refused() -> None:
    tomorrow = stamp_of("advisor").today + timedelta(days=1)
    open_on({tomorrow.weekday()})
    for more, field in (({"on_day": tomorrow + timedelta(days=1)}, "on_day"), ({"at_time": time(8, 30)}, "at_time"),
                        ({"at_time": time(17, 30)}, "at_time")):  # fmt: skip
        with pytest.raises(Refused) as said:
            make_appointment(**more)
        assert said.value.field == field
        db.session.rollback()
        open_on({tomorrow.weekday()})


def open_on(weekdays: set[int]) -> None:
    """The store keeps nine to six on these weekdays only."""
    from crm.staff.models import OpeningHours

    db.session.execute(delete(OpeningHours).where(OpeningHours.store_id == 1))
    db.session.add_all(OpeningHours(store_id=1, weekday=one, opens=time(9), closes=time(18)) for one in weekdays)
    db.session.flush()


def test_a_test_drive_names_its_car_and_a_car_twice_at_once_is_refused() -> None:
    car = make_drive_car("E5")
    with pytest.raises(Refused) as said:
        make_appointment(kind="test_drive")
    assert said.value.field == "car_id"
    made = make_appointment(kind="test_drive", car_id=car.id)
    with pytest.raises(Refused, match="E5") as taken:
        make_appointment(other_lead(), kind="test_drive", car_id=car.id, advisor_id=stamp_of("advisor2").by.id)
    assert taken.value.field == "car_id"
    assert queries.row_of(made.id).car == "E5"


def test_the_car_comes_along_to_another_time_and_is_free_when_it_is_off() -> None:
    car = make_drive_car("E5")
    made = make_appointment(kind="test_drive", car_id=car.id)
    sam = stamp_of("advisor")
    actions.move_appointment(made, on_day=made.on_day, at_time=time(14), stamp=sam)
    spans = queries.cars_taken(1, made.on_day)[car.id]
    assert [one.starts_at.astimezone(ZoneInfo(sam.zone)).hour for one in spans] == [14]
    actions.cancel_appointment(made, reason="ill", stamp=sam)
    db.session.flush()
    assert queries.cars_taken(1, made.on_day)[car.id] == []
    assert queries.busy([sam.by.id], made.on_day, 1) == {sam.by.id: []}
    assert db.session.scalar(select(func.count()).select_from(AppointmentSlot)) == 0


def test_a_car_given_to_a_customer_for_later_makes_them_expected() -> None:
    booking = make_booking(starts_at=make_time(15))
    (made,) = db.session.scalars(select(Appointment)).all()
    assert (booking.appointment_id, made.kind, made.minutes) == (made.id, "test_drive", 45)


def make_time(hour: int) -> Any:
    return (stamp_of("advisor").local + timedelta(days=1)).replace(hour=hour, minute=0, second=0, microsecond=0)


def test_a_home_visit_needs_a_place_decent_hours_and_a_reason_to_be_moved() -> None:
    with pytest.raises(Refused) as said:
        make_appointment(kind="home")
    assert said.value.field == "place"
    with pytest.raises(Refused) as late:
        make_appointment(kind="home", place="Lake Road 5", at_time=time(19))
    assert late.value.field == "at_time"
    made, sam = make_appointment(kind="home", place="Lake Road 5"), stamp_of("advisor")
    with pytest.raises(Refused) as lightly:
        actions.move_appointment(made, on_day=made.on_day, at_time=time(14), stamp=sam)
    assert lightly.value.field == "reason"
    stored = db.session.scalar(text("SELECT place FROM appointments"))
    assert stored is not None
    assert "Lake" not in stored
    assert queries.today(_on(made)) == []  # the desk does not wait for them
    actions.keep_home_visit(made, stamp=replace(sam, at=made.starts_at + timedelta(hours=1)))
    assert made.came_at is not None


def test_the_database_refuses_an_advisor_and_a_car_twice_at_once(app: Flask) -> None:
    """Four phones at the same moment: one appointment, one car given away (F-19)."""
    with app.app_context():
        car_id, leads = make_drive_car("E5").id, [make_lead(name=f"C{n}", phone=f"1381234000{n}").id for n in range(4)]
        on_day = stamp_of("advisor").today + timedelta(days=1)
        db.session.commit()

    def invite(lead_id: int, by: str) -> Any:
        sam = stamp_of(by)
        wanted = {
            "on_day": on_day,
            "at_time": time(10),
            "advisor_id": sam.by.id,
            "kind": "test_drive",
            "car_id": car_id,
        }
        return actions.make_appointment(db.session.get_one(Lead, lead_id), stamp=sam, **wanted).id

    who = ("advisor", "advisor", "advisor2", "advisor2")
    found = at_once(app, *[partial(invite, lead_id, by) for lead_id, by in zip(leads, who, strict=True)])
    assert sorted(type(one).__name__ for one in found) == ["Refused", "Refused", "Refused", "int"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Appointment)) == 1
        assert db.session.scalar(select(func.count()).select_from(AppointmentSlot)) == 9  # 45 minutes


# ---- tomorrow's list
def test_the_supervisor_registers_tomorrow_once_and_what_comes_later_is_new() -> None:
    made, sue = make_appointment(), stamp_of("supervisor")
    assert [actions.register_list(on_day=made.on_day, stamp=sue) for _tap in range(2)] == [1, 0]
    make_appointment(other_lead(), at_time=time(14))
    assert queries.unregistered(1, made.on_day) == 1
    assert actions.register_list(on_day=made.on_day, stamp=sue) == 1
    assert queries.registered(1, made.on_day).name == "Sue"
    assert kinds() == ["made", "registered", "made", "registered"]


def test_a_moved_day_is_registered_anew_and_a_past_day_is_over() -> None:
    made, sue = make_appointment(), stamp_of("supervisor")
    actions.register_list(on_day=made.on_day, stamp=sue)
    db.session.refresh(made)
    actions.move_appointment(made, on_day=made.on_day + timedelta(days=1), at_time=time(10), stamp=stamp_of("advisor"))
    assert made.registered_at is None
    with pytest.raises(Refused):
        actions.register_list(on_day=sue.today - timedelta(days=1), stamp=sue)


def test_after_the_set_hour_the_supervisor_is_told_once() -> None:
    made, sue = make_appointment(), stamp_of("supervisor")
    evening = machine(1, sue.local.replace(hour=18, minute=1))
    assert not actions.list_is_late(machine(1, sue.local.replace(hour=17, minute=59)))
    assert actions.list_is_late(evening)
    assert [actions.tell_of_the_list(evening) for _minute in range(2)] == [1, 0]
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.staff_id, notice.kind, notice.facts) == (sue.by.id, "list_late", {"waiting": 1, "hour": 18})
    actions.register_list(on_day=made.on_day, stamp=sue)
    db.session.refresh(notice)
    assert notice.outcome == "withdrawn"


# ---- they came, or they did not
def test_a_visit_recorded_in_any_way_is_the_arrival_of_whoever_was_expected() -> None:
    made = make_appointment()
    visit = desk.record_visit(phone="13812341234", surname="Carl", purpose="look", stamp=_on(made))
    assert (made.came_visit_id, kinds()) == (visit.id, ["made", "came"])


def _missed() -> Any:
    """Carl was expected yesterday at ten and did not come."""
    made = make_appointment()
    made.on_day, made.starts_at = made.on_day - timedelta(days=2), made.starts_at - timedelta(days=2)
    db.session.flush()
    return made


def test_a_no_show_gets_a_reason_and_a_new_time_and_the_missed_one_stays() -> None:
    made, sam = _missed(), stamp_of("advisor")
    assert [row.id for row in queries.unexplained(sam.by.id, sam)] == [made.id]
    was = made.starts_at
    new = actions.settle_no_show(
        made,
        code=Missed.COMPETITOR,
        reason="by Friday",
        on_day=sam.today + timedelta(days=2),
        at_time=time(10),
        stamp=sam,
    )
    assert new is not None
    assert (new.follows_id, new.kind, made.starts_at, made.missed_at) == (made.id, made.kind, was, sam.at)
    assert queries.unexplained(sam.by.id, sam) == []
    told = queries.course(made.id)[-1]
    assert (told.kind, told.code, told.reason) == ("missed", "competitor", "by Friday")
    (reason,) = queries.why_missed(sam, (sam.today - timedelta(days=31)))
    assert (reason.code, reason.n, reason.again) == ("competitor", 1, 1)
    with pytest.raises(Refused):
        actions.settle_no_show(made, code=Missed.FORGOT, again=False, reason="x", stamp=sam)


def test_without_a_new_time_there_is_a_reason_and_the_call_is_due_today() -> None:
    made, sam = _missed(), stamp_of("advisor")
    with pytest.raises(Refused):
        actions.settle_no_show(made, code=Missed.UNREACHED, again=False, stamp=sam)
    db.session.rollback()
    made = _missed()
    assert actions.settle_no_show(made, code=Missed.UNREACHED, reason="phone is off", again=False, stamp=sam) is None
    db.session.flush()
    lead = db.session.get_one(Lead, made.lead_id)
    assert (lead.next_on, lead.next_rule) == (sam.today, "no_show")
    (item,) = agenda_of([lead.id])[lead.id]
    assert (item.kind, "phone is off" in item.text) == ("no_show", True)


def test_who_may_still_come_today_is_no_no_show_and_a_missed_one_is_not_moved() -> None:
    sam, today = stamp_of("advisor"), make_appointment()
    with pytest.raises(Refused):
        actions.settle_no_show(today, code=Missed.FORGOT, reason="x", again=False, stamp=_on(today))
    db.session.rollback()
    made = _missed()
    for wrong in (actions.cancel_appointment, actions.confirm_appointment):
        made.missed_at = None if wrong is actions.cancel_appointment else sam.at
        with pytest.raises(Refused):
            wrong(made, stamp=sam)


def test_what_became_of_an_appointment_is_never_deleted_nor_rewritten() -> None:
    make_appointment()
    for statement in (delete(AppointmentChange), update(AppointmentChange).values(kind="came")):
        with pytest.raises((IntegrityError, DatabaseError)), db.session.begin_nested():
            db.session.execute(statement)
    assert kinds() == ["made"]


def test_a_secret_address_opens_one_calendar_until_it_is_closed_or_the_person_leaves() -> None:
    sam = stamp_of("advisor")
    first, second = actions.open_feed(stamp=sam), actions.open_feed(stamp=sam)
    assert queries.reader(first) is None
    assert queries.reader(second).staff_id == sam.by.id
    assert second not in str([row.token_hash for row in db.session.scalars(select(CalendarFeed))])
    actions.close_feed(stamp=sam)
    assert queries.reader(second) is None


def test_a_lead_that_is_lost_for_good_is_no_longer_expected() -> None:
    car = make_drive_car("E5")
    made = make_appointment(kind="test_drive", car_id=car.id)
    sale = make_lost_sale(db.session.get_one(Lead, made.lead_id))
    decide_lost(sale, db.session.get_one(Lead, made.lead_id), verdict=Verdict.APPROVED, stamp=stamp_of("supervisor"))
    assert made.cancelled_at is not None
    assert queries.cars_taken(1, made.on_day)[car.id] == []
