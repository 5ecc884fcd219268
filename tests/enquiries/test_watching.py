"""What nobody takes calls the manager; sources and their figures; who is told."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from crm.customers.models import Customer
from crm.enquiries import actions, queries
from crm.enquiries.rules import UNASSIGNED_MINUTES, WhyNot
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.notices.models import Notice
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from tests.enquiries.story import by, called, count, lead_of, notices, open_notices, pooled, wall
from tests.makers import make_customer, make_enquiry, make_lead, make_source
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


# --- nobody takes it


def test_the_manager_is_called_once_after_half_an_hour_and_left_alone_when_it_is_claimed() -> None:
    (enquiry,) = pooled(stamp=wall(10))
    max_ = stamp_of("manager").by.id
    assert actions.call_the_manager(wall(10, 29)) == 0
    assert actions.call_the_manager(wall(10, 30)) == 1
    assert actions.call_the_manager(wall(10, 31)) == 0
    assert notices() == [(max_, enquiry.lead_id, True)]
    actions.claim(enquiry.lead_id, stamp=by("advisor", wall(10, 40)))
    assert notices() == [(max_, enquiry.lead_id, False)]
    lead_of(enquiry).owner_id = None
    db.session.flush()
    assert actions.call_the_manager(wall(12)) == 0  # once for each lead


def test_an_enquiry_of_the_night_calls_half_an_hour_after_opening() -> None:
    pooled(stamp=wall(23))
    for stamp, told in ((wall(23, 45), 0), (wall(8, 59, 1), 0), (wall(9, 29, 1), 0), (wall(9, 30, 1), 1)):
        assert actions.call_the_manager(stamp) == told, stamp.local


def test_the_minutes_are_a_setting_and_a_lead_of_another_door_counts_too() -> None:
    settings.change(UNASSIGNED_MINUTES.key, 5, stamp_of("manager"))
    lead = make_lead(owner=None, stamp=by("reception", wall(10)))
    db.session.flush()
    assert actions.call_the_manager(wall(10, 4)) == 0
    assert actions.call_the_manager(wall(10, 5)) == 1
    lead.owner_id = stamp_of("advisor").by.id  # given away on the lead's own page
    db.session.flush()
    actions.settle(wall(10, 6))
    assert [open_ for _staff, _lead, open_ in notices()] == [False]


def test_the_minute_asks_only_when_there_is_something_to_do() -> None:
    from jobs.minutes import due_now

    def asked(stamp: Stamp) -> list[str]:
        return [job for job in due_now(stamp) if job.startswith("jobs.enquiries.")]

    assert asked(wall(10)) == []
    pooled(stamp=wall(9, 10))
    assert asked(wall(9, 39)) == []
    assert asked(wall(9, 40)) == ["jobs.enquiries.watch"]
    assert asked(wall(20)) == []  # closed: nobody is called


# --- sources


def test_a_source_keeps_one_token_and_its_words() -> None:
    source, max_ = make_source(), stamp_of("manager")
    first = actions.renew_token(source, stamp=max_)
    db.session.flush()
    assert queries.source_of_token(first) is not None
    second = actions.renew_token(source, stamp=max_)
    db.session.flush()
    assert queries.source_of_token(first) is None
    assert queries.source_of_token(second) is not None
    assert [bool(row.revoked_at) for row in queries.tokens(source.id)] == [False, True]
    with pytest.raises(Refused):
        actions.retire_text(source, version="2026-01", stamp=max_)
    actions.add_text(source, version="2026-02", words="新", stamp=max_)
    actions.retire_text(source, version="2026-01", stamp=max_)
    assert queries.text_versions(source.id) == ["2026-02"]
    with pytest.raises(Refused):
        actions.add_text(source, version="2026-01", words="另", stamp=max_)


def test_the_figures_are_those_of_the_rows() -> None:
    source = make_source()
    made = [make_enquiry(source, phone=f"1380000020{n}", stamp=wall(10)) for n in range(4)]
    called(lead_of(made[0]), by("dcc", wall(11)))
    called(lead_of(made[1]), by("dcc", wall(13)))
    actions.no_intention(made[2], lead_of(made[2]), reason=WhyNot.OTHER_AREA, stamp=by("dcc", wall(11)))
    db.session.flush()
    today, numbers, reasons = queries.figures(source, wall(10).today, 30)
    assert today == numbers
    assert tuple(numbers) == (4, 1, 1, 1, 1, 4)
    assert [tuple(row) for row in reasons] == [("other_area", 1)]
    make_source(name="Nothing came")
    row, empty = queries.overview(1, wall(10).today)
    assert (empty.came, empty.waiting) == (0, 0)
    assert (row.came, row.in_time, row.late, row.no_intention, row.waiting) == (4, 1, 1, 1, 1)


def test_the_counters_of_yesterday_go() -> None:
    from crm.enquiries.models import SourceCount

    source = make_source()
    for days in (-2, 0):
        db.session.execute(actions.count_one(source.id, wall(10, days=days).at))
    assert [db.session.scalar(actions.count_one(source.id, wall(10).at)) for _n in range(2)] == [2, 3]
    actions.forget_counts(wall(12))
    assert count(SourceCount) == 1


def test_a_customer_is_made_once(inside: Flask) -> None:
    make_customer("周", "13812341234")
    enquiry = make_enquiry()
    assert count(Customer) == 1
    assert db.session.get_one(Customer, enquiry.customer_id).name == "周"



def test_when_two_files_become_one_the_enquiry_waits_on_the_lead_that_goes_on() -> None:
    from crm.duplicates.actions import merge, take_apart

    kept = make_lead(owner="advisor")
    enquiry = make_enquiry(phone="13900000001")
    was = enquiry.lead_id
    db.session.flush()
    done = merge(kept.customer_id, enquiry.customer_id, choices={"owner": "keep"}, why="the same", stamp=stamp_of("manager"))
    db.session.flush()
    db.session.refresh(enquiry)
    stays = db.session.scalars(select(Lead.id).where(Lead.stage == Stage.OPEN)).one()
    assert (enquiry.lead_id, enquiry.closed_at) == (stays, None)
    take_apart(done, stamp=stamp_of("manager"))
    db.session.flush()
    db.session.refresh(enquiry)
    assert enquiry.lead_id == was


# --- whoever has it is told at once


def test_whoever_gets_an_enquiry_is_told_until_it_is_answered() -> None:
    enquiry = make_enquiry(stamp=wall(10))
    lead = lead_of(enquiry)
    assert lead.owner_id is not None
    assert open_notices("enquiry") == [(lead.owner_id, lead.id)]
    called(lead, by("dcc", wall(11)))
    assert open_notices("enquiry") == []


def test_who_claims_an_enquiry_needs_no_telling() -> None:
    enquiry = make_enquiry(source=make_source(routing="pool"), stamp=wall(10))
    assert open_notices("enquiry") == []
    actions.claim(enquiry.lead_id, stamp=by("dcc", wall(10, 5)))
    assert open_notices("enquiry") == []


def test_a_notice_of_a_handed_enquiry_says_nothing_that_was_typed() -> None:
    enquiry, sam = make_enquiry(stamp=wall(10)), stamp_of("advisor").by
    why = "Mrs Zhou, 13812345678, asks for him"
    actions.hand_over(enquiry, lead_of(enquiry), owner_id=sam.id, why=why, stamp=by("dcc", wall(11)))
    told = db.session.scalars(select(Notice).where(Notice.kind == "enquiry", Notice.ended_at.is_(None))).one()
    assert (told.staff_id, told.reason_code, told.facts) == (sam.id, "enquiries.yours", {"by": "Dora"})
