"""The plan becomes the day: shifts, groups, one person's own day, swaps, and a leader who is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from crm.notices import queries as notices
from crm.notices.actions import accept, decline
from crm.rota import actions as rota
from crm.rota import queries
from crm.rota.actions import planning, swaps
from crm.rota.actions.day import lay_out_plan
from crm.rota.actions.planning import Choice
from crm.rota.actions.shortage import call_leader, watch_door
from crm.rota.models import Duty
from crm.rota.queries import planning as plans
from crm.rota.queries.shortage import open_shortage, wants_look
from crm.rota.shifts import Shortage
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.staff.models import Team
from tests.support import stamp_of

DAY = date(2026, 3, 18)  # a Wednesday


def at(username: str, hour: int, minute: int = 0, day: date = DAY, second: int = 0) -> Any:
    """Somebody's stamp at a time of the store's day."""
    stamp = stamp_of(username)
    local = datetime.combine(day, time(hour, minute, second), ZoneInfo(stamp.zone))
    return replace(stamp, at=local)


def team(name: str) -> int:
    return db.session.scalars(select(Team.id).where(Team.store_id == 1, Team.name == name)).one()


def person(username: str) -> int:
    return int(stamp_of(username).by.id)


def shift(name_en: str) -> int:
    return next(one.id for one in plans.shifts(1) if one.name_en == name_en)


@pytest.fixture
def shifts(inside: Flask) -> None:
    planning.lay_out_shifts(at("manager", 8))


def plan(on_day: date = DAY, by: str = "manager", hour: int = 8, **teams: str) -> int:
    """plan(A="Early", B="off") for one day."""
    stamp, choices = at(by, hour), []
    for name, what in teams.items():
        row = plans.row_of(1, on_day, team_id=team(name))
        post, shift_id = ("door", shift(what)) if what[:1].isupper() else (what, None)
        choices.append(Choice(on_day, team(name), post, shift_id, row.version if row else 0))
    return planning.plan_week(choices=choices, stamp=stamp)


def door(hour: int, minute: int = 0, day: date = DAY) -> dict[str, tuple[time, time, bool]]:
    return {one.name: (one.starts, one.ends, one.reserve) for one in queries.door(at("reception", hour, minute, day))}


EARLY, LATE = (time(9), time(13, 30)), (time(13, 30), time(18))
ALL_DAY = (time.min, time.max)


def test_a_store_begins_with_early_late_and_all_day_of_its_opening_hours(shifts: None) -> None:
    assert [(one.name_en, one.starts, one.ends) for one in plans.shifts(1)] == [
        ("Early", *EARLY), ("All day", time(9), time(18)), ("Late", *LATE),
    ]  # fmt: skip
    assert planning.lay_out_shifts(at("manager", 8)) == 0
    assert plans.shifts(2) == []


def test_the_planned_group_stands_and_the_others_are_its_reserve(shifts: None) -> None:
    plan(A="Early")
    assert rota.default_rota(at("reception", 8, 30)) == 2
    assert door(10) == {"Sam": (*EARLY, False), "Vera": (*ALL_DAY, True)}
    assert rota.default_rota(at("reception", 9)) == 0


def test_the_night_lays_out_the_plan_and_leaves_the_default_to_the_morning(shifts: None) -> None:
    assert lay_out_plan(at("reception", 0, 15)) == 0
    plan(A="Early", hour=7)
    assert lay_out_plan(at("reception", 8)) == 2
    assert lay_out_plan(at("reception", 8)) == 0
    assert door(10)["Sam"] == (*EARLY, False)


def test_two_groups_share_the_day(shifts: None) -> None:
    plan(A="Early", B="Late")
    rota.default_rota(at("reception", 8, 30))
    assert door(10) == {"Sam": (*EARLY, False), "Vera": (*LATE, False)}
    assert [one.name for one in queries.door(at("reception", 14)) if one.on_duty(time(14))] == ["Vera"]


def test_a_day_off_is_not_at_the_door_and_not_in_reserve(shifts: None) -> None:
    plan(A="Early", B="off")
    rota.default_rota(at("reception", 8, 30))
    assert set(door(10)) == {"Sam"}


def test_without_a_plan_the_default_rota_stands(shifts: None) -> None:
    plan(DAY + timedelta(days=1), A="Early")
    rota.default_rota(at("reception", 8, 30))
    assert {hours[:2] for hours in door(10).values()} == {ALL_DAY}


def test_one_person_does_something_else_than_the_group(shifts: None) -> None:
    plan(A="Early", B="Late")
    stamp = at("manager", 8)
    planning.plan_person(staff_id=person("leader"), on_day=DAY, post="door", shift_id=shift("Early"), stamp=stamp)
    planning.plan_person(staff_id=person("advisor2"), on_day=DAY, post="off", shift_id=None, stamp=stamp)
    rota.default_rota(at("reception", 8, 30))
    assert door(10) == {"Sam": (*EARLY, False), "Leo": (*EARLY, False)}


def test_planned_people_have_stood_since_their_shift_began(shifts: None) -> None:
    plan(A="Early")
    rota.default_rota(at("reception", 11))  # nobody opened a page before
    assert [one.minutes for one in queries.door(at("reception", 11)) if one.name == "Sam"] == [120]


def test_a_plan_made_in_the_course_of_the_day_moves_only_whom_it_names(shifts: None) -> None:
    plan(A="Early", B="Late")
    rota.default_rota(at("reception", 8, 30))
    kept = db.session.scalars(select(Duty.id).where(Duty.staff_id == person("advisor"))).one()
    plan(hour=10, B="All day")
    assert door(10, 5) == {"Sam": (*EARLY, False), "Vera": (time(9), time(18), False)}
    assert db.session.scalars(select(Duty.id).where(Duty.staff_id == person("advisor"))).one() == kept
    rows = db.session.scalars(select(Duty).where(Duty.staff_id == person("advisor2")).order_by(Duty.id)).all()
    assert [(row.off_at is None, row.made_at is None) for row in rows] == [(False, True), (True, False)]


def test_the_first_plan_of_a_running_day_takes_the_place_of_the_default_rota(shifts: None) -> None:
    rota.default_rota(at("reception", 8, 30))
    plan(hour=9, A="Early", B="off")
    assert door(10) == {"Sam": (*EARLY, False)}


def test_other_hours_of_a_shift_are_todays_hours_too(shifts: None) -> None:
    plan(A="Early")
    rota.default_rota(at("reception", 8, 30))
    row = plans.shift_for(stamp_of("manager").by, shift("Early"))
    assert row is not None
    planning.change_shift(
        row, name="早班", name_en="Early", starts=time(8, 30), ends=time(14), version=row.version, stamp=at("manager", 9)
    )
    assert door(10)["Sam"] == (time(8, 30), time(14), False)


def test_a_cell_that_somebody_else_has_changed_is_a_conflict(shifts: None) -> None:
    plan(A="Early")
    stale = Choice(DAY, team("A"), "off", None, 0)
    with pytest.raises(Stale):
        planning.plan_week(choices=[stale], stamp=at("manager", 9))


def test_days_that_are_over_stay_as_they_were(shifts: None) -> None:
    assert plan(DAY - timedelta(days=1), A="Early") == 0


def test_a_week_like_the_one_before_fills_only_what_is_empty(shifts: None) -> None:
    monday = date(2026, 3, 23)
    for n in range(7):
        plan(monday - timedelta(days=7 - n) if n >= 2 else DAY, A="Early", B="Late")
    plan(monday + timedelta(days=2), A="off")
    made = planning.like_the_week_before(monday=monday, stamp=at("manager", 9))
    assert made == 9  # Wednesday to Sunday of two groups, but for the one that says something
    found = plans.plan_of(1, [monday + timedelta(days=2)])
    assert found[monday + timedelta(days=2)].teams[team("A")].post == "off"
    with pytest.raises(Refused):
        planning.like_the_week_before(monday=monday, stamp=at("manager", 9))


# ---- swaps
TOMORROW = DAY + timedelta(days=1)


def swap(by: str = "advisor", back: date | None = None, day: date = TOMORROW) -> Any:
    return swaps.ask_swap(
        staff_id=person("advisor"), other_id=person("advisor2"), on_day=day, back_on=back, stamp=at(by, 9)
    )


def stands(day: date) -> dict[int, Any]:
    return {staff_id: cell.hours for staff_id, cell in plans.plan_of(1, [day])[day].stations.items()}


def test_sam_asks_and_vera_agrees(shifts: None) -> None:
    plan(TOMORROW, A="Early", B="Late")
    row = swap()
    assert stands(TOMORROW)[person("advisor")] == EARLY  # nothing has moved yet
    asked = notices.open_for(stamp_of("advisor2").by)
    assert [one.kind for one in asked] == ["swap"]
    accept(asked[0], stamp=at("advisor2", 10))
    assert (row.outcome, row.ended_by_id) == ("agreed", person("advisor2"))
    assert stands(TOMORROW) == {person("advisor"): LATE, person("advisor2"): EARLY}
    swaps.agree(row, stamp=at("advisor2", 11))  # a second tap is the first one


def test_vera_declines_and_nothing_moves(shifts: None) -> None:
    plan(TOMORROW, A="Early", B="Late")
    row = swap()
    decline(notices.open_for(stamp_of("advisor2").by)[0], stamp=at("advisor2", 10))
    assert row.outcome == "declined"
    assert stands(TOMORROW)[person("advisor")] == EARLY


def test_sam_takes_it_back(shifts: None) -> None:
    plan(TOMORROW, A="Early", B="Late")
    row = swap()
    swaps.decline(row, stamp=at("advisor", 10))
    assert row.outcome == "withdrawn"
    assert notices.open_for(stamp_of("advisor2").by) == []


def test_the_leader_sets_it_at_once_and_for_today_the_door_follows(shifts: None) -> None:
    plan(A="Early", B="Late")
    rota.default_rota(at("reception", 8, 30))
    swap(by="leader", day=DAY)
    assert door(9, 5) == {"Sam": (*LATE, False), "Vera": (*EARLY, False)}


def test_a_swap_with_a_day_in_return(shifts: None) -> None:
    later = TOMORROW + timedelta(days=1)
    plan(TOMORROW, A="Early", B="off")
    plan(later, A="off", B="Late")
    swap(by="manager", back=later)
    assert stands(TOMORROW) == {person("advisor"): None, person("advisor2"): EARLY}
    assert stands(later) == {person("advisor"): LATE, person("advisor2"): None}


def test_what_cannot_be_swapped_is_refused_with_its_reason(shifts: None) -> None:
    with pytest.raises(Refused):
        swap()  # nothing is planned
    plan(TOMORROW, A="Early", B="Early")
    with pytest.raises(Refused):
        swap()  # the same shift
    with pytest.raises(Refused):
        swap(day=DAY - timedelta(days=1))
    with pytest.raises(Refused):
        swap(by="advisor2")  # not hers to give away
    with pytest.raises(Refused):
        swaps.ask_swap(
            staff_id=person("advisor"), other_id=person("service"), on_day=TOMORROW, back_on=None, stamp=at("advisor", 9)
        )


def test_only_who_was_asked_can_agree(shifts: None) -> None:
    plan(TOMORROW, A="Early", B="Late")
    row = swap()
    with pytest.raises(Refused):
        swaps.agree(row, stamp=at("dcc", 10))


# ---- the door is short
def short_door() -> None:
    """Sam alone at the door, Vera in reserve; two must stand."""
    plan(A="Early")
    rota.default_rota(at("reception", 8, 30))


def called(username: str) -> list[str]:
    return [one.reason_code for one in notices.open_for(stamp_of(username).by) if one.kind == "door_short"]


def test_the_leader_of_the_group_on_duty_is_called_after_two_minutes_and_once(shifts: None) -> None:
    short_door()
    assert wants_look(at("reception", 10))
    watch_door(at("reception", 10))
    assert called("leader") == []
    assert not wants_look(at("reception", 10, 1))
    assert wants_look(at("reception", 10, 2))
    watch_door(at("reception", 10, 2))
    assert called("leader") == ["rota.door_short"]
    assert called("manager") == []
    assert not wants_look(at("reception", 10, 3))
    watch_door(at("reception", 10, 5))
    assert called("leader") == ["rota.door_short"]


def test_it_is_withdrawn_when_the_door_is_kept_again(shifts: None) -> None:
    short_door()
    watch_door(at("reception", 10))
    watch_door(at("reception", 10, 3))
    plan(hour=10, A="Early", B="All day")
    assert wants_look(at("reception", 10, 4))
    watch_door(at("reception", 10, 4))
    assert called("leader") == []
    assert open_shortage(1) is None
    assert db.session.scalars(select(Shortage)).one().over_at == at("reception", 10, 4).at


def test_outside_of_opening_hours_nobody_is_called(shifts: None) -> None:
    short_door()
    assert not wants_look(at("reception", 8, 45))
    watch_door(at("reception", 17, 59))
    assert watch_door(at("reception", 18, 1)) is None
    assert open_shortage(1) is None


def test_without_a_leader_on_duty_everybody_who_runs_the_rota_is_called(shifts: None) -> None:
    plan(B="Early")  # Vera's group has no leader
    rota.default_rota(at("reception", 8, 30))
    watch_door(at("reception", 10))
    watch_door(at("reception", 10, 2))
    assert [called(one) for one in ("leader", "supervisor", "manager", "advisor")] == [["rota.door_short"]] * 3 + [[]]


def test_when_one_leader_sends_somebody_the_others_need_not(shifts: None) -> None:
    plan(B="Early")
    rota.default_rota(at("reception", 8, 30))
    call_leader(stamp=at("reception", 10))
    mine = next(one for one in notices.open_for(stamp_of("manager").by) if one.kind == "door_short")
    accept(mine, stamp=at("manager", 10, 1))
    assert called("supervisor") == called("leader") == []
    told = notices.state_of("door_short", [mine.subject_id], at("reception", 10, 1))
    assert (told[mine.subject_id].state, told[mine.subject_id].name) == ("accepted", "Max")


def test_the_desks_button_calls_at_once_and_says_when_there_is_no_need(shifts: None) -> None:
    short_door()
    call_leader(stamp=at("reception", 10))
    assert called("leader") == ["rota.door_called"]
    watch_door(at("reception", 10, 2))
    assert called("leader") == ["rota.door_called"]
    plan(hour=10, A="Early", B="All day")
    with pytest.raises(Refused):
        call_leader(stamp=at("reception", 10, 5))
