"""A visit's course: told by purpose, joined, out on a drive, taken back, closed with the day; and the filing rate."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from crm.leads.models import Lead
from crm.notices import actions as notices
from crm.notices.models import Notice
from crm.reception import actions, board
from crm.reception.figures import filing
from crm.reception.models import Visit, VisitStep
from crm.reception.queries import course_of, standing_steps
from crm.reception.rules import Purpose, still_to_type
from crm.rota.models import Credit, Turn
from crm.rota.queries import door, turn_of
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.staff.models import Staff
from tests.makers import make_lead, make_visit
from tests.support import queries_at_most, stamp_of

inside = pytest.mark.usefixtures("inside")


def told(visit: Any) -> set[str]:
    """Who has an open notice about this visit at the desk."""
    mine = select(Staff.name).join(Notice, Notice.staff_id == Staff.id)
    return set(db.session.scalars(mine.where(Notice.kind == "arrival", Notice.subject_id == visit.id, Notice.ended_at.is_(None))))  # fmt: skip


# ---- once
@inside
def test_the_same_form_twice_is_one_visit() -> None:
    first = make_visit(key="k1")
    again = make_visit(key="k1", surname="Somebody else", phone="13800000009")
    assert again.id == first.id
    assert again.again
    assert make_visit(key="k2", phone="13800000008").id != first.id


@inside
def test_the_same_person_on_two_tablets_is_one_visit_with_what_both_wrote() -> None:
    first = make_visit(channel="", advisor="next")
    again = make_visit(channel="referral", advisor="next", key="other")
    assert again.id == first.id
    assert (first.channel, bool(first.completed_at)) == ("referral", True)
    assert len(db.session.scalars(select(Turn.id)).all()) == 1


@inside
def test_who_left_and_comes_again_is_a_new_visit() -> None:
    first = make_visit()
    actions.leave(first, stamp=stamp_of("reception"))
    assert make_visit().id != first.id


@inside
def test_an_entry_of_an_hour_ago_calls_nobody_and_keeps_its_time() -> None:
    stamp = stamp_of("reception")
    came = stamp.at - timedelta(hours=1)
    visit = actions.record_visit(
        phone="13812341234", purpose="look", channel="walk_in", advisor="next", arrived_at=came, key="k", stamp=stamp
    )
    turn = turn_of(visit.id)
    assert turn is not None
    assert visit.arrived_at == visit.assigned_at == came
    assert turn.accepted_at
    assert db.session.scalars(select(Notice.id)).all() == []


@inside
def test_an_entry_of_yesterday_belongs_to_yesterday_and_keeps_nobody_busy() -> None:
    stamp = stamp_of("reception")
    came = stamp.at - timedelta(days=1)
    visit = make_visit(advisor="next", arrived_at=came, skip_reason="offline")
    assert visit.on_day == stamp.today - timedelta(days=1)
    assert all(one.visits == 0 for one in door(stamp))


@inside
def test_a_clock_ahead_of_ours_does_not_come_from_the_future() -> None:
    stamp = stamp_of("reception")
    assert make_visit(arrived_at=stamp.at + timedelta(days=1)).arrived_at <= stamp_of("reception").at


# ---- who is told
@inside
@pytest.mark.parametrize(("purpose", "names"), [("service", {"Olga"}), ("complaint", {"Cora", "Max"}), ("other", set())])
def test_the_purpose_says_who_is_told(purpose: str, names: set[str]) -> None:
    visit = make_visit(purpose=purpose, advisor="next")
    assert told(visit) == names
    assert turn_of(visit.id) is None


@inside
def test_who_accepts_first_takes_care_and_the_others_need_not_come() -> None:
    visit = make_visit(purpose="complaint", advisor="next")
    mine = db.session.scalars(select(Notice).join(Staff, Staff.id == Notice.staff_id).where(Notice.subject_id == visit.id, Staff.name == "Cora")).one()
    notices.accept(mine, stamp=stamp_of("care"))
    assert visit.advisor_id == stamp_of("care").by.id
    assert told(visit) == set()


@inside
def test_a_new_car_is_the_advisors_of_the_order_and_no_turn() -> None:
    make_lead(owner="advisor2")
    visit = make_visit(purpose="delivery", advisor="next")
    turn = turn_of(visit.id)
    assert turn is not None
    assert (turn.staff_id, turn.counts) == (stamp_of("advisor2").by.id, False)


# ---- steps and taking back
@inside
def test_a_test_drive_shows_on_the_board_and_in_the_next_decision() -> None:
    stamp, visit = stamp_of("reception"), make_visit(advisor="next")
    for _tap in range(2):
        actions.drive_out(visit, stamp=stamp)
    assert next(one for one in door(stamp) if one.visits).doing == "drive"
    actions.drive_back(visit, stamp=stamp)
    assert visit.driving_at is None
    kinds = [one.kind for one in reversed(standing_steps(visit.id))]
    assert kinds == ["came", "given", "drive_out", "drive_back"]


@inside
def test_nobody_drives_alone() -> None:
    with pytest.raises(Refused):
        actions.drive_out(make_visit(), stamp=stamp_of("reception"))


@inside
def test_who_was_marked_as_left_is_brought_back_to_the_same_person() -> None:
    stamp, visit = stamp_of("reception"), make_visit(advisor="next")
    had = visit.advisor_id
    actions.leave(visit, stamp=stamp)
    actions.take_back(visit, stamp=stamp)
    turn = turn_of(visit.id)
    assert visit.left_at is None
    assert turn is not None
    assert turn.staff_id == had
    assert [one.visits for one in door(stamp) if one.staff_id == had] == [1]


@inside
def test_taking_a_new_visit_back_leaves_no_turn_no_lead_and_no_credit_behind() -> None:
    stamp, visit = stamp_of("reception"), make_visit(advisor="next")
    lead = db.session.get_one(Lead, visit.lead_id)
    came = min(one.id for one in standing_steps(visit.id))
    for _tap in range(2):
        actions.take_back(visit, step_id=came, stamp=stamp)
    assert visit.void_at
    assert (lead.stage, lead.visit_count) == ("invalid", 0)
    assert turn_of(visit.id) is None
    assert sum(db.session.scalars(select(Credit.units))) == 0
    assert board.board(stamp) == []
    assert board.day(stamp).visits == 0
    assert {one.kind for one in db.session.scalars(select(VisitStep))} == {"came", "given", "undone"}


@inside
def test_the_lead_of_a_known_customer_is_as_it_was_before_the_visit_that_never_was() -> None:
    stamp, lead = stamp_of("reception"), make_lead()
    before = (lead.visit_count, lead.last_visit_on, lead.after_visit_on, lead.stage, lead.owner_id)
    visit = make_visit(advisor="next")
    actions.take_back(visit, step_id=min(one.id for one in standing_steps(visit.id)), stamp=stamp)
    assert (lead.visit_count, lead.last_visit_on, lead.after_visit_on, lead.stage, lead.owner_id) == before


@inside
def test_who_was_given_to_the_wrong_person_waits_again() -> None:
    stamp, visit = stamp_of("reception"), make_visit()
    actions.assign(visit, advisor="next", stamp=stamp)
    actions.take_back(visit, stamp=stamp)
    assert (visit.advisor_id, visit.assigned_at, turn_of(visit.id)) == (None, None, None)
    assert db.session.get_one(Lead, visit.lead_id).owner_id is None


@inside
def test_what_something_else_has_followed_is_not_taken_back() -> None:
    stamp, visit = stamp_of("reception"), make_visit(advisor="next")
    came = min(one.id for one in standing_steps(visit.id))
    actions.leave(visit, stamp=stamp)
    with pytest.raises(Refused):
        actions.take_back(visit, step_id=came, stamp=stamp)


# ---- the end of the day
@inside
def test_the_unfinished_close_with_the_day_stay_readable_and_count() -> None:  # F-12, A-37
    stamp, visit = stamp_of("reception"), make_visit(phone=None, surname="", description="grey jacket, two people")
    done = make_visit(phone="13800000001")
    tomorrow = replace(stamp, at=stamp.at + timedelta(days=1))
    assert actions.close_days(stamp) == 0
    assert actions.close_days(tomorrow) == 1
    assert actions.close_days(tomorrow) == 0
    assert (visit.lapsed_at, done.lapsed_at) == (tomorrow.at, None)
    assert board.day(tomorrow).unfinished == 0
    assert [row.id for row in board.board(tomorrow, "lapsed")] == [visit.id]
    assert "Rita" in course_of(visit, stamp)["lapsed"]


# ---- filing rate
@inside
def test_the_filing_rate_of_receptionist_and_advisor_is_there_at_once() -> None:  # F-20
    make_visit(phone="13800000001", advisor="next")
    make_visit(phone=None, surname="", nothing_left=True)
    make_visit(phone=None, surname="", description="hat")
    make_visit(purpose="service", phone="13800000002")
    stamp = stamp_of("reception")
    with queries_at_most(1):
        rows = filing(stamp)
    assert [(one.name, one.whose, one.first, one.filed, one.share) for one in rows if one.whose == "by_id"] == [
        ("Rita", "by_id", 3, 1, 33)
    ]
    assert [(one.first, one.filed) for one in rows if one.whose == "advisor_id"] == [(1, 1)]
    assert board.day(stamp).filed_share == 33
    rita = stamp.by.id or 0
    assert len(board.board(stamp, "filed", whose="by_id", person=rita)) == 1
    assert len(board.board(stamp, "unfiled", whose="by_id", person=rita)) == 2


@inside
def test_a_visit_taken_back_is_in_no_figure() -> None:
    stamp, visit = stamp_of("reception"), make_visit()
    actions.take_back(visit, stamp=stamp)
    assert filing(stamp) == []
    assert db.session.scalars(select(Visit.id).where(Visit.void_at.is_(None))).all() == []


# ---- typing
@pytest.mark.parametrize(
    ("typed", "code", "n"),
    [("1", "reception.to_last_four", 3), ("138", "reception.to_last_four", 1), ("13812", "reception.to_whole", 6),
     ("138 1234 123", "reception.to_whole", 1), ("１３８１２３", "reception.to_whole", 5),
     ("138123412345", "reception.too_long", 12)],
)  # fmt: skip
def test_it_says_how_many_digits_are_to_go(typed: str, code: str, n: int) -> None:
    reason = still_to_type(typed)
    assert reason is not None
    assert (reason.code, reason.facts) == (code, {"n": n})


@pytest.mark.parametrize("typed", ["1234", "13812341234", "粤B12345", "zw", "张", "B12345", "02112345678", "+8613812341234", ""])
def test_what_can_be_looked_up_is_not_commented(typed: str) -> None:
    assert still_to_type(typed) is None


@given(st.text(max_size=20))
def test_any_text_can_be_typed(typed: str) -> None:
    reason = still_to_type(typed)
    assert reason is None or 0 < reason.facts["n"] <= 20


def test_every_purpose_has_a_way() -> None:
    from crm.reception.rules import BY_ROTA, OWNERS, PURPOSE_CHIPS, RARE, ROUTES

    ways = {*BY_ROTA, *OWNERS, *ROUTES, Purpose.OTHER}
    assert set(Purpose) <= ways
    assert set(PURPOSE_CHIPS) | set(RARE) == set(Purpose)
