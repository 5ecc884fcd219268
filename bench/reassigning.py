"""The dry run of a redistribution against one hand-written statement that plans the same leads round and round.

The hand-written one knows one rule only: who is older than sixty days goes to the next advisor of the other group. It
reads no past owners, no agreed dates, no rests, and shares nothing out evenly.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import text, update

from bench.bulk_jobs import clear, committed, compared_once
from bench.figures import Figure
from bench.houses import House
from crm.ageing.actions import plan
from crm.ageing.models import Move, Run
from crm.leads.models import Lead, OwnerPeriod
from crm.leads.models.owning import CommissionPeriod
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.pour import know_sizes
from crm.shared.stamp import Stamp, machine
from crm.staff import actions
from crm.staff.rules import Role

ADVISORS = 10  # in each of two groups
BY_HAND = """
INSERT INTO ageing_moves (store_id, run_id, lead_id, state, kind, code, from_on, days, old_owner_id, new_owner_id,
                          old_step, new_step, chosen, with_customer)
SELECT l.store_id, :run_id, l.id, 'planned', 'swap', 'ageing.swapped', l.opened_on, 61, l.owner_id,
       (SELECT min(s.id) FROM staff s JOIN staff o ON o.id = l.owner_id
        WHERE s.team_id <> o.team_id AND s.id % {count} = l.id % {count}), 0, 1, {no}, {no}
FROM leads l WHERE l.store_id = :store_id AND l.stage = 'open' AND l.aged_step < 1 AND l.opened_on <= :since
ON CONFLICT DO NOTHING"""


def dry_run_figures(house: House, rounds: int) -> Iterator[Figure]:
    """Every open lead of the house is past its sixtieth day."""
    with house.inside():
        stamp = machine(1, clock.now())
        _two_groups(stamp)
        yield from compared_once(
            "dry run of the redistribution", house, rounds,
            ours=lambda: committed(lambda: _planned(stamp)),
            bare=lambda: committed(lambda: _by_hand(stamp)),
            clear=lambda: clear(Move, Run),
        )  # fmt: skip
        clear(Move, Run)


def _two_groups(stamp: Stamp) -> None:
    """Twenty advisors in two groups have all the leads, each of them opened sixty-one days ago."""
    people = []
    for name in ("A", "B"):
        team = actions.add_team(store_id=1, name=f"bench {name}")
        for number in range(ADVISORS):
            one = actions.hire(store_id=1, username=f"bench_{name}{number}", name=f"{name}{number}", password_hash="-",
                               roles=[Role.ADVISOR], team_id=team.id, stamp=stamp)  # fmt: skip
            people.append(one.id)
    db.session.commit()
    old = {"opened_on": stamp.today - timedelta(days=61), "aged_step": 0}
    for place, staff_id in enumerate(people):
        mine = update(Lead).where(Lead.store_id == 1, Lead.id % len(people) == place)
        db.session.execute(mine.values(owner_id=staff_id, **old).execution_options(synchronize_session=False))
        for period, person in ((OwnerPeriod, "owner_id"), (CommissionPeriod, "earner_id")):
            theirs = update(period).where(period.store_id == 1, period.lead_id % len(people) == place)
            db.session.execute(theirs.values({person: staff_id}).execution_options(synchronize_session=False))
    db.session.commit()
    know_sizes()


def _planned(stamp: Stamp) -> int:
    run = plan(stamp)
    db.session.flush()
    return int(db.session.query(Move).filter_by(run_id=run.id).count()) if run else 0


def _by_hand(stamp: Stamp) -> int:
    run = Run(store_id=1, kind="age", state="planned", on_day=stamp.today, planned_at=stamp.at)
    db.session.add(run)
    db.session.flush()
    no = "0" if db.engine.dialect.name == "sqlite" else "false"
    since = stamp.today - timedelta(days=60)
    given = {"run_id": run.id, "store_id": 1, "since": since.isoformat() if no == "0" else since}
    done = db.session.execute(text(BY_HAND.format(count=ADVISORS, no=no)), given)
    return max(0, int(done.rowcount))  # type: ignore[attr-defined]
