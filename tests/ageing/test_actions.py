"""Redistribution through its actions: planned, carried out once, taken back."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.ageing.people import make_old, name_of, rows_of
from tests.support import stamp_of


def test_at_two_months_sams_lead_is_planned_for_vera_of_the_other_group(inside: Flask) -> None:
    from crm.ageing.actions import plan

    old, young = make_old(60), make_old(59)
    run = plan(stamp_of("manager"))
    rows = rows_of(run)
    assert list(rows) == [old.id]
    assert (name_of(rows[old.id].new_owner_id), rows[old.id].code, rows[old.id].days) == ("Vera", "ageing.swap", 60)
    assert young.owner_id == stamp_of("advisor").by.id


def test_at_three_months_sue_owns_and_max_watches_at_four_gina_has_it(inside: Flask) -> None:
    from crm.ageing.actions import plan

    three, four = make_old(90), make_old(120)
    rows = rows_of(plan(stamp_of("manager")))
    assert (name_of(rows[three.id].new_owner_id), name_of(rows[three.id].watcher_id)) == ("Sue", "Max")
    assert name_of(rows[four.id].new_owner_id) == "Gina"


def test_what_was_planned_is_what_happens_and_everything_goes_along(inside: Flask) -> None:
    from sqlalchemy import select

    from crm.ageing.actions import carry_out, plan
    from crm.callbacks.actions import make_queue
    from crm.callbacks.models import Task
    from crm.customers.models import Customer
    from crm.leads.models import CommissionPeriod, LeadAssignment, OwnerPeriod
    from crm.shared.db import db

    max_ = stamp_of("manager")
    swapped, chiefs = make_old(61), make_old(95)
    for lead in (swapped, chiefs):
        lead.next_on, lead.next_rule, lead.last_contact_at = max_.today, "cadence", lead.opened_at
    db.session.flush()
    make_queue(max_)
    run = carry_out(plan(max_), stamp=max_)
    rows = rows_of(run)
    assert {row.state for row in rows.values()} == {"moved"} and run.moved == 2
    for lead in (swapped, chiefs):
        db.session.refresh(lead)
        assert lead.owner_id == rows[lead.id].new_owner_id
        assert db.session.scalars(select(Task.owner_id).where(Task.lead_id == lead.id)).all() == [lead.owner_id]
        assert db.session.get_one(Customer, lead.customer_id).owner_id == lead.owner_id
        periods = db.session.scalars(
            select(OwnerPeriod).where(OwnerPeriod.lead_id == lead.id).order_by(OwnerPeriod.since_at)
        ).all()
        assert [one.owner_id for one in periods] == [stamp_of("advisor").by.id, lead.owner_id]
        assert periods[0].until_at == periods[1].since_at == max_.at
        line = db.session.scalars(select(LeadAssignment).where(LeadAssignment.lead_id == lead.id)).one()
        assert line.reason_code == rows[lead.id].code and line.facts["days"] == rows[lead.id].days
    earner = select(CommissionPeriod.earner_id).where(CommissionPeriod.until_at.is_(None))
    assert db.session.scalar(earner.where(CommissionPeriod.lead_id == swapped.id)) == swapped.owner_id
    assert db.session.scalar(earner.where(CommissionPeriod.lead_id == chiefs.id)) is None
    assert plan(max_) is None


def test_carried_out_twice_it_is_refused_and_nothing_changes(inside: Flask) -> None:
    from crm.ageing.actions import carry_out, plan
    from crm.shared.forms import Refused

    max_ = stamp_of("manager")
    make_old(61)
    run = plan(max_)
    carry_out(run, stamp=max_)
    with pytest.raises(Refused):
        carry_out(run, stamp=max_)
    assert run.moved == 1


def test_undo_brings_everything_back_and_the_commission_as_if_it_had_never_been(inside: Flask) -> None:
    from datetime import timedelta

    from sqlalchemy import select

    from crm.ageing.actions import carry_out, plan, undo
    from crm.customers.models import Customer
    from crm.leads.models import CommissionPeriod, OwnerPeriod
    from crm.shared.db import db
    from crm.shared.stamp import Stamp

    sam, max_ = stamp_of("advisor").by.id, stamp_of("manager")
    leads = [make_old(61), make_old(95), make_old(130)]
    run = carry_out(plan(max_), stamp=max_)
    later = Stamp(max_.by, max_.at + timedelta(days=3), max_.zone)
    undo(run, why="Vera is ill", stamp=later)
    assert run.undone == 3
    db.session.expire_all()
    for lead in leads:
        assert (lead.owner_id, lead.aged_step) == (sam, 0)
        assert db.session.get_one(Customer, lead.customer_id).owner_id == sam
        counts = db.session.scalars(select(CommissionPeriod).where(CommissionPeriod.lead_id == lead.id)).one()
        assert (counts.earner_id, counts.until_at, counts.since_at) == (sam, None, lead.opened_at)
        kept = db.session.scalars(
            select(OwnerPeriod).where(OwnerPeriod.lead_id == lead.id).order_by(OwnerPeriod.id)
        ).all()
        assert [one.owner_id for one in kept][::2] == [sam, sam] and kept[1].until_at == kept[2].since_at == later.at
    rests = rows_of(plan(later))
    assert {row.code for row in rests.values()} == {"ageing.rests"}
