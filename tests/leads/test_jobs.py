"""The morning's job: what comes back, comes back once."""

import pytest
from sqlalchemy import select

from crm.leads.actions import decide_lost
from crm.leads.models import Lead, Reopening
from crm.leads.rules import Verdict
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import machine
from jobs.leads import reopen_due
from tests.makers import make_lead, make_lost_sale
from tests.support import stamp_of


@pytest.mark.usefixtures("english")
def test_the_morning_brings_lost_leads_back_once_and_leaves_the_other_store_alone():
    from datetime import timedelta

    lead = make_lead()
    sale = make_lost_sale(lead, reopen_on=stamp_of("advisor").today + timedelta(days=30))
    decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    db.session.flush()
    later = clock.now() + timedelta(days=30)
    other = stamp_of("other_manager").store_id
    assert reopen_due(machine(other, later)) == 0
    assert [reopen_due(machine(lead.store_id, later)) for _run in range(2)] == [1, 0]
    assert db.session.scalars(select(Lead.stage)).all() == ["open"]
    assert len(db.session.scalars(select(Reopening)).all()) == 1
