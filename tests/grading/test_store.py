"""The store's own grading: presets, versions of the points, the check and what a manager adopts, downgrades."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from crm.grading import actions
from crm.grading.actions.setting import seen
from crm.grading.models import GradeReview, GradingCheck, StandardSet
from crm.grading.queries.landmarks import told
from crm.grading.queries.lowered import lowered
from crm.grading.rules.landmark import cases_of
from crm.grading.rules.presets import PRESETS
from crm.grading.rules.reviews import Verdict
from crm.leads.actions import change_grade
from crm.leads.actions.point_cards import card_in_use
from crm.leads.models import GradeChange, PointCard
from crm.leads.rules import Grade
from crm.leads.rules.grades import CADENCES, HORIZONS
from crm.leads.rules.suggestion import BUDGET, TEST_DRIVE
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.settings import Setting
from tests.makers import make_lead
from tests.support import counted_queries, stamp_of

pytestmark = pytest.mark.usefixtures("inside")


def now(preset: str) -> str:
    return seen(PRESETS[preset].values(), settings.of(1))


def test_a_preset_sets_all_numbers_at_once_each_with_its_history_and_can_be_taken_back() -> None:
    manager = stamp_of("manager")
    act = actions.set_preset("maker", seen_numbers=now("maker"), stamp=manager)
    numbers = settings.of(1)
    assert [numbers[HORIZONS[grade]] for grade in (Grade.H, Grade.A, Grade.B, Grade.C)] == [7, 30, 90, 180]
    assert [numbers[CADENCES[grade]] for grade in (Grade.H, Grade.A, Grade.B, Grade.C)] == [2, 7, 14, 30]
    assert db.session.scalar(select(func.count()).select_from(Setting)) == len(act.after) == 6
    actions.take_back(act, stamp=manager)
    assert settings.of(1)[HORIZONS[Grade.C]] == 90
    with pytest.raises(Refused):
        actions.take_back(act, stamp=manager)
    assert settings.of(2)[HORIZONS[Grade.C]] == 90


def test_a_preset_is_refused_when_it_is_set_already_or_its_preview_is_old() -> None:
    manager = stamp_of("manager")
    with pytest.raises(Refused):
        actions.set_preset("quarter", seen_numbers=now("quarter"), stamp=manager)
    old = now("maker")
    settings.change("leads.h_every_days", 3, manager)
    with pytest.raises(Stale):
        actions.set_preset("maker", seen_numbers=old, stamp=manager)


def test_taking_back_stops_at_what_somebody_has_set_since() -> None:
    manager = stamp_of("manager")
    act = actions.set_preset("maker", seen_numbers=now("maker"), stamp=manager)
    settings.change("leads.c_every_days", 21, manager)
    with pytest.raises(Refused, match=r"C 级"):
        actions.take_back(act, stamp=manager)


def test_a_version_of_the_points_is_numbered_when_it_is_first_used() -> None:
    stamp = stamp_of("manager")
    assert (card_in_use(stamp), card_in_use(stamp)) == (1, 1)
    settings.change(BUDGET.key, 20, stamp)
    assert card_in_use(stamp) == 2
    settings.change(BUDGET.key, 15, stamp)
    assert card_in_use(stamp) == 1
    cards = db.session.scalars(select(PointCard).order_by(PointCard.no)).all()
    assert [card.points[BUDGET.key] for card in cards] == [15, 20]
    assert card_in_use(stamp_of("other_manager")) == 1


def test_the_check_sees_only_what_was_known_on_the_landmark(past) -> None:
    past(120)
    cases = cases_of(told(stamp_of("manager")), settings.of(1))
    assert len(cases) == 120
    assert {case.grade for case in cases} == set("HABC")  # not the grade that was given once the outcome was known
    driven = [case for case in cases if case.facts.test_driven]
    assert sum(case.won for case in driven) / len(driven) > 0.4
    assert all(case.facts.budget == (case.grade in "HB") for case in cases)


def test_the_check_proposes_points_that_a_manager_adopts_and_takes_back(past) -> None:
    past()
    manager = stamp_of("manager")
    settings.change(TEST_DRIVE.key, 0, manager)  # a card that is blind to what matters most here
    check = actions.check(manager)
    figures = check.figures
    assert (check.card_no, figures["leads"]) == (1, 360)
    assert figures["verdict"] in ("holds", "open")
    rates = [hits / n for hits, n in figures["given"].values()]
    assert rates[0] > rates[2]
    assert figures["better"]
    assert figures["proposed"]["auc"] > 0.7 > figures["card"]["auc"]
    assert figures["points"][TEST_DRIVE.key] > figures["points"].get(BUDGET.key, 15)
    act = actions.adopt(check, stamp=manager)
    assert settings.of(1)[TEST_DRIVE] == figures["points"][TEST_DRIVE.key]
    assert card_in_use(manager) == 2
    with pytest.raises(Refused):  # the check judged the points that stood then
        actions.adopt(check, stamp=manager)
    actions.take_back(act, stamp=manager)
    assert (settings.of(1)[TEST_DRIVE], card_in_use(manager)) == (0, 1)


def test_asked_twice_a_check_is_one_row_and_few_outcomes_are_said(past) -> None:
    past(40)
    for _again in range(2):
        check = actions.check(stamp_of("manager"))
    assert db.session.scalar(select(func.count()).select_from(GradingCheck)) == 1
    assert (check.figures["card"], check.figures["better"]) == (None, False)
    with pytest.raises(Refused):
        actions.adopt(check, stamp=stamp_of("manager"))
    assert actions.check(stamp_of("other_manager")).figures["leads"] == 0


def test_the_check_reads_in_a_fixed_number_of_statements(past) -> None:
    past(60)
    with counted_queries() as few:
        told(stamp_of("manager"))
    assert len(few) <= 11


def down(by: str = "advisor") -> GradeChange:
    lead = make_lead(grade="H", last_contact_at=stamp_of(by).at - timedelta(days=20))
    change = change_grade(lead, grade=Grade.B, reason="went silent", stamp=stamp_of(by))
    db.session.flush()
    return change


def test_a_downgrade_waits_for_the_supervisor_and_leaves_the_list_once_looked_at() -> None:
    change, sue = down(), stamp_of("supervisor")
    row = lowered(sue.by, reviewed=False)[0]
    assert (row.old, row.new, row.reason, row.advisor) == ("H", "B", "went silent", "Sam")
    lead = db.session.get_one(type(make_lead(name="x", phone="13912345678")), change.lead_id)
    actions.review(change, lead, verdict=Verdict.SEEN, stamp=sue)
    assert not lowered(sue.by, reviewed=False)
    assert lowered(sue.by, reviewed=True)[0].reviewer == "Sue"
    with pytest.raises(Refused):
        actions.review(change, lead, verdict=Verdict.SEEN, stamp=sue)
    assert not lowered(stamp_of("other_supervisor").by, reviewed=True)


def test_put_back_needs_a_word_and_gives_the_old_grade() -> None:
    from crm.leads.models import Lead

    change, sue = down(), stamp_of("supervisor")
    lead = db.session.get_one(Lead, change.lead_id)
    with pytest.raises(Refused) as refused:
        actions.review(change, lead, verdict=Verdict.PUT_BACK, stamp=sue)
    assert refused.value.field == "note"
    actions.review(change, lead, verdict=Verdict.PUT_BACK, note="call him once more", stamp=sue)
    assert lead.grade == "H"
    assert db.session.scalar(select(GradeReview.verdict)) == "put_back"


def test_nobody_looks_at_his_own_downgrade_or_at_a_grade_that_has_moved_on() -> None:
    from crm.leads.models import Lead

    own = down("supervisor")
    lead = db.session.get_one(Lead, own.lead_id)
    with pytest.raises(Refused):
        actions.review(own, lead, verdict=Verdict.SEEN, stamp=stamp_of("supervisor"))
    change_grade(lead, grade=Grade.A, reason="came again", stamp=stamp_of("advisor"))
    with pytest.raises(Refused, match=r"A[。.]| A"):
        actions.review(own, lead, verdict=Verdict.PUT_BACK, note="x", stamp=stamp_of("manager"))
    assert db.session.scalar(select(func.count()).select_from(StandardSet)) == 0


def test_what_followed_the_suggestion_is_agreed_with_in_one_go() -> None:
    from crm.leads.models import Lead

    by_hand, sue = down(), stamp_of("supervisor")
    lead = make_lead(name="Vic", phone="13900001111", grade="H", last_contact_at=sue.at - timedelta(days=20))
    change_grade(lead, grade=Grade.C, reason="as told", stamp=stamp_of("advisor"))
    db.session.flush()
    assert actions.agree_with_suggested(stamp=sue) == 1
    assert [row.id for row in lowered(sue.by, reviewed=False)] == [by_hand.id]
    assert lowered(sue.by, reviewed=True)[0].reviewer == "Sue"
    assert actions.agree_with_suggested(stamp=sue) == 0
    assert db.session.get_one(Lead, lead.id).grade == "C"


def test_what_was_said_after_the_drive_speaks_for_or_against() -> None:  # F-19
    from crm.leads import queries
    from crm.leads.models import TestDrive
    from crm.leads.rules import suggest

    lead, sam = make_lead(), stamp_of("advisor")
    for wish, verdict, code in (
        ("quote", "better", "leads.drive_pleased"),
        ("other_car", "worse", "leads.drive_doubts"),
    ):
        drive = TestDrive(store_id=1, lead_id=lead.id, driven_on=sam.today, model="L6", wish=wish, verdict=verdict)
        drive.sign(sam)
        db.session.add(drive)
        db.session.flush()
        told = suggest(queries.facts_of(lead, sam), settings.of(1))
        assert code in [point.reason.code for point in told.points]  # the last drive counts, and only the last
        assert len(told.points) == 1
