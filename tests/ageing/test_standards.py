"""The store's own standards of redistribution: exemption, the term, by itself, the share that is kept, longest stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from tests.ageing.people import make_old, name_of, rows_of
from tests.makers import make_appointment, make_order
from tests.support import stamp_of


def later(stamp: Any, **by: int) -> Any:
    from crm.shared.stamp import Stamp

    return Stamp(stamp.by, stamp.at + timedelta(**by), stamp.zone)


def standard(key: str, value: int) -> None:
    from crm.shared import settings
    from crm.shared.db import db

    settings.change(key, value, stamp_of("manager"))
    db.session.flush()


def test_an_agreed_date_keeps_a_lead_only_where_the_store_wants_it(inside: Flask) -> None:
    from crm.ageing.actions import plan

    max_ = stamp_of("manager")
    called, expected = make_old(61), make_old(62)
    called.next_on, called.next_rule = max_.today + timedelta(days=20), "agreed"
    make_appointment(expected)
    assert {row.state for row in rows_of(plan(max_)).values()} == {"planned"}
    standard("ageing.exempt_agreed", 1)
    rows = rows_of(plan(max_))
    assert {row.code for row in rows.values()} == {"ageing.agreed"}
    assert rows[called.id].until_on == called.next_on
    rows = rows_of(plan(later(max_, days=21)))
    assert {row.state for row in rows.values()} == {"planned"}


def test_an_ordered_lead_is_left_out_also_when_it_was_ordered_after_the_plan(inside: Flask) -> None:
    from crm.ageing.actions import carry_out, plan

    first, second = make_old(61), make_old(62)
    make_order(first)
    run = plan(stamp_of("manager"))
    assert list(rows_of(run)) == [second.id]
    make_order(second)
    carry_out(run, stamp=stamp_of("manager"))
    assert (run.moved, rows_of(run)[second.id].state) == (0, "passed")


def test_a_plan_that_nobody_confirms_costs_ten_points_once_and_waits(inside: Flask) -> None:
    from sqlalchemy import select

    from crm.ageing.actions import end_term, plan, term_is_over
    from crm.points.models import PointProposal
    from crm.shared.db import db
    from crm.shared.stamp import machine

    make_old(61)
    run = plan(stamp_of("manager"))
    assert run.due_at is not None and not term_is_over(stamp_of("manager"))
    night = machine(1, run.due_at + timedelta(minutes=1))
    assert term_is_over(night)
    assert end_term(night) is not None and end_term(night) is None
    [row] = db.session.scalars(select(PointProposal))
    assert (row.staff_id, row.points, row.rule) == (stamp_of("manager").by.id, -10, "R-254")
    assert run.state == "planned" and not term_is_over(night)


def test_where_the_store_wants_it_the_run_goes_ahead_by_itself(inside: Flask) -> None:
    from crm.ageing.actions import end_term, plan
    from crm.shared.stamp import machine

    standard("ageing.automatic", 1)
    old = make_old(61)
    run = plan(stamp_of("manager"))
    end_term(machine(1, run.due_at + timedelta(minutes=1)))
    assert (run.state, run.ran_by_id, run.moved) == ("done", None, 1)
    from crm.shared.db import db

    db.session.refresh(old)
    assert name_of(old.owner_id) == "Vera"


def test_the_advisor_before_keeps_a_share_where_the_store_wants_it(inside: Flask) -> None:
    from sqlalchemy import select

    from crm.ageing.actions import carry_out, plan
    from crm.leads.models import CommissionPeriod
    from crm.shared.db import db

    standard("ageing.kept_percent", 30)
    make_old(61)
    carry_out(plan(stamp_of("manager")), stamp=stamp_of("manager"))
    now = db.session.scalars(select(CommissionPeriod).where(CommissionPeriod.until_at.is_(None))).one()
    assert (name_of(now.earner_id), name_of(now.shared_with_id), now.shared_percent) == ("Vera", "Sam", 30)


def test_the_longest_stay_is_off_and_then_counts_from_the_grade_and_the_advisor(inside: Flask) -> None:
    from crm.ageing.actions import carry_out, plan
    from crm.leads.models import GradeChange
    from crm.shared.db import db

    max_ = stamp_of("manager")
    hot, cold, lately = make_old(20, grade="H"), make_old(20, grade="C", n=1), make_old(20, grade="H", n=2)
    change = GradeChange(
        store_id=1, lead_id=lately.id, on_day=max_.today - timedelta(days=5), old="B", new="H", how="by_hand"
    )
    change.sign(max_)
    db.session.add(change)
    db.session.flush()
    assert plan(max_) is None
    standard("leads.ageing_stay_on", 1)
    run = plan(max_)
    assert {lead: row.code for lead, row in rows_of(run).items()} == {hot.id: "ageing.stay"}
    carry_out(run, stamp=max_)
    db.session.refresh(hot)
    assert name_of(hot.owner_id) == "Vera" and hot.aged_step == 0 and cold.owner_id == lately.owner_id
    rows = rows_of(plan(later(max_, days=14)))
    assert (name_of(rows[hot.id].new_owner_id), hot.owner_id) != ("Sam", None)  # never back to the same person
    assert name_of(rows[hot.id].new_owner_id) == "Leo"


def test_killed_half_way_nothing_has_happened_and_a_second_try_finishes(inside: Flask) -> None:
    from unittest.mock import patch

    import pytest

    from crm.ageing.actions import carry_out, plan
    from crm.ageing.models import Run
    from crm.leads.models import Lead
    from crm.shared.db import db

    ids = [make_old(61, n=n).id for n in range(5)]
    run = plan(stamp_of("manager")).id
    db.session.commit()
    sam = stamp_of("advisor").by.id
    with (
        patch("crm.ageing.actions.moving._tasks_go_along", side_effect=RuntimeError("killed")),
        pytest.raises(RuntimeError),
    ):
        carry_out(db.session.get_one(Run, run), stamp=stamp_of("manager"))
    db.session.rollback()
    assert {db.session.get_one(Lead, one).owner_id for one in ids} == {sam}
    again = carry_out(db.session.get_one(Run, run), stamp=stamp_of("manager"))
    db.session.commit()
    assert again.moved == 5
    assert sam not in {db.session.get_one(Lead, one).owner_id for one in ids}
    assert plan(stamp_of("manager")) is None


def test_what_was_sold_or_handed_on_since_is_not_taken_back(inside: Flask) -> None:
    from crm.ageing.actions import carry_out, plan, undo
    from crm.leads.actions import hand_over
    from crm.shared.db import db

    max_ = stamp_of("manager")
    sold, given, plain = make_old(61), make_old(62), make_old(63)
    run = carry_out(plan(max_), stamp=max_)
    db.session.expire_all()
    make_order(sold)
    hand_over(given, stamp_of("leader").by.id, why="asked for", stamp=later(max_, hours=1))
    undo(run, why="a test", stamp=later(max_, days=1))
    states = {lead: row.state for lead, row in rows_of(run).items()}
    assert states == {sold.id: "kept", given.id: "kept", plain.id: "undone"}
    assert (name_of(sold.owner_id), name_of(given.owner_id), name_of(plain.owner_id)) == ("Vera", "Leo", "Sam")
