"""Whose a lead is, and whom it counts for: never a gap, never an overlap, whatever happens to it (A-09, R-256)."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask

from tests.ageing.people import make_old
from tests.support import stamp_of

ROOT = Path(__file__).parents[2]
OWNERS = ("advisor", "advisor2", "leader", "supervisor", "manager", "dcc", None)


def assert_whole() -> None:
    """Every lead's periods begin when it was opened, follow each other, and the last one is true now."""
    from sqlalchemy import select

    from crm.leads.models import CommissionPeriod, Lead, OwnerPeriod
    from crm.shared.db import db

    db.session.flush()
    db.session.expire_all()
    for lead in db.session.scalars(select(Lead)):
        for period, who, now in (
            (OwnerPeriod, "owner_id", lead.owner_id),
            (CommissionPeriod, "earner_id", None if lead.aged_step >= 2 else lead.owner_id),
        ):
            rows = db.session.scalars(select(period).where(period.lead_id == lead.id).order_by(period.since_at)).all()
            assert rows[0].since_at == lead.opened_at
            assert [one.until_at for one in rows[:-1]] == [one.since_at for one in rows[1:]], period.__name__
            assert all(one.until_at > one.since_at for one in rows[:-1])
            assert rows[-1].until_at is None and getattr(rows[-1], who) == now


def one_step(chance: Random, stamp: Any, leads: list[Any], runs: list[Any]) -> None:
    """Something that people or the machine do to leads."""
    from crm.ageing.actions import carry_out, plan, undo
    from crm.leads.actions import claim_unowned, hand_over, open_lead, reopen
    from crm.leads.rules import Stage
    from crm.shared.db import db

    lead, deed = chance.choice(leads), chance.randrange(8)
    if deed < 2:
        who = chance.choice(OWNERS)
        hand_over(lead, stamp_of(who).by.id if who else None, why=chance.choice(("", "asked for")), stamp=stamp)
    elif deed == 2 and lead.owner_id is None:
        assert claim_unowned(lead.id, stamp) is (lead.stage == Stage.OPEN)
    elif deed == 3 and lead.stage == Stage.OPEN:
        lead.stage = Stage.LOST
    elif deed == 4 and lead.stage == Stage.LOST:
        reopen(lead, stamp=stamp)
    elif deed == 5:
        run = plan(stamp)
        if run is not None and chance.random() < 0.8:
            runs.append(carry_out(run, stamp=stamp))
    elif deed == 6 and runs:
        undo(chance.choice(runs), why="a test", stamp=stamp)
    elif deed == 7:
        from crm.customers.models import Customer

        open_lead(db.session.get_one(Customer, lead.customer_id), owner_id=stamp.by.id, channel="call_in", stamp=stamp)
    db.session.flush()
    db.session.expire_all()


@pytest.mark.parametrize("seed", range(6))
def test_periods_have_no_gap_and_no_overlap_whatever_happens(inside: Flask, seed: int) -> None:
    from crm.shared.forms import Refused
    from crm.shared.stamp import Stamp

    chance, runs = Random(seed), []  # type: ignore[var-annotated]
    leads = [make_old(chance.choice((20, 59, 70, 95, 130)), owner=chance.choice(OWNERS[:3]), n=n) for n in range(5)]
    now = stamp_of("manager")
    at = now.at
    for _ in range(25):
        at += chance.choice((timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=9)))
        with suppress(Refused):  # taken back before, another lead is open, …
            one_step(chance, Stamp(now.by, at, now.zone), leads, runs)
        assert_whole()


def test_a_clock_that_goes_back_makes_no_hole(inside: Flask) -> None:
    from crm.leads.actions import hand_over
    from crm.shared.stamp import Stamp

    lead, now = make_old(5), stamp_of("manager")
    for days, who in ((0, "advisor2"), (-2, "leader"), (-9, None), (1, "advisor")):
        stamp = Stamp(now.by, now.at + timedelta(days=days), now.zone)
        hand_over(lead, stamp_of(who).by.id if who else None, stamp=stamp)
        assert_whole()


def test_only_one_door_changes_the_owner_of_a_lead() -> None:
    """Nobody sets a lead's owner but crm/leads/actions/owners.py and the statements of a run."""
    doors = {"crm/leads/actions/owners.py", "crm/ageing/actions/moving.py"}
    direct = re.compile(r"\blead\.owner_id\s*=[^=]|update\(Lead\)[^#]*?\.values\([^)]*owner_id", re.S)
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "crm").rglob("*.py")
        if direct.search(path.read_text(encoding="utf-8"))
    }
    assert found <= doors, found
