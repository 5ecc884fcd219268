"""One record per person: the clerk merges, the advisor sees one record with both histories, the clerk takes it apart."""

from __future__ import annotations

import pytest
from flask import Flask

from jobs.runner import run_all
from tests.journeys.walker import Walker
from tests.makers import make_customer, make_lead, make_vehicle, make_workshop_visit
from tests.support import stamp_of

pytestmark = pytest.mark.csrf


def file_twice(app: Flask) -> tuple[int, int]:
    """Rita files 龚建平, whom Sam looks after; the clerk files the same man from a list, with his car."""
    from crm.shared.db import db

    with app.app_context():
        one = make_customer("龚建平", "13800001234")
        make_lead(customer=one, interest="澄野 L6")
        other = make_customer("龚建平", "13800001284", by="clerk")
        make_workshop_visit(make_vehicle(other, plate="粤B12345"), stamp_of("clerk").today, km=12_000)
        ids = one.id, other.id
        db.session.commit()
        run_all()
        return ids


def test_clerk_merges_advisor_sees_one_record_clerk_takes_apart(app: Flask) -> None:
    keep, gone = file_twice(app)
    clerk, sam = Walker(app, "clerk"), Walker(app, "advisor")
    sam.open(f"/customers/{keep}").sees_not("粤B")
    clerk.open("/duplicates").sees("1 pair may be the same person", "138****1234", "138****1284", "1 car")
    clerk.send(r"/duplicates/\d+/merge$").sees("Done: nothing waits", "1 workshop visit", "30 days left")
    sam.open(f"/customers/{gone}").sees("粤B·1**45", "Open the lead", "merged into this one")
    assert sam.address == f"/customers/{keep}"
    clerk.open("/duplicates").open(clerk.link(r"/duplicates/merges/\d+")).sees("Back to it go: 1 car, 1 workshop visit")
    clerk.send(r"/merges/\d+/apart$").sees("taken apart")
    sam.open(f"/customers/{keep}").sees_not("粤B·1**45").sees("taken apart again")
    clerk.open(f"/customers/{gone}").sees("粤B·1**45")


def test_the_losing_advisor_is_told_and_the_first_one_keeps_the_customer(app: Flask) -> None:
    from crm.shared.db import db

    keep, gone = file_twice(app)
    with app.app_context():
        from crm.customers.models import Customer

        make_lead(customer=db.session.get_one(Customer, gone), owner="advisor2")
        db.session.commit()
    clerk = Walker(app, "clerk").open("/duplicates").sees("stays with Sam")
    clerk.send(r"/merge$", expect=422).sees("Say in one line why")
    clerk.send(r"/merge$", why="The same car")
    Walker(app, "advisor").open(f"/customers/{keep}").sees("The same car")
    told = Walker(app, "advisor2").client.get("/notices?seen=0", headers={"HX-Request": "true"})
    assert "filed twice" in told.text
