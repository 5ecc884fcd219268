"""Many at once: one owner of a claim, one customer of a phone, one enquiry of a key, one limit for all processes."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.enquiries import actions
from crm.enquiries.models import Enquiry, EnquiryRoute
from crm.leads.models import Lead
from crm.shared.db import db
from tests.makers import make_enquiry, make_source
from tests.support import sign_in, stamp_of

PEOPLE = ("dcc", "advisor", "advisor2", "leader", "supervisor", "manager", "account", "key_account", "gm")


def at_once(calls: list[Any]) -> list[Any]:
    """Every call in a thread of its own, released together."""
    gate = Barrier(len(calls))

    def run(call: Any) -> Any:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(run, call) for call in calls]]


@pytest.fixture
def token(app: Flask) -> str:
    with app.app_context():
        found = actions.renew_token(make_source(a_minute=500), stamp=stamp_of("manager"))
        db.session.commit()
        return found


def test_fifty_claims_of_one_lead_have_one_owner(app: Flask) -> None:
    with app.app_context():
        lead_id = make_enquiry(make_source(name="Pool", routing="pool")).lead_id
        db.session.commit()
    clients = [sign_in(app.test_client(), PEOPLE[n % len(PEOPLE)]) for n in range(50)]
    answers = at_once([lambda one=one: one.post(f"/enquiries/leads/{lead_id}/claim") for one in clients])
    codes = Counter(answer.status_code for answer in answers)
    assert codes[303] == 1, codes
    assert set(codes) <= {303, 409}
    with app.app_context():
        owner = db.session.get_one(Lead, lead_id).owner_id
        claims = db.session.scalars(select(EnquiryRoute.staff_id).where(EnquiryRoute.how == "claim")).all()
        assert claims == [owner]


def test_one_person_in_many_windows_keeps_to_the_limit(app: Flask) -> None:
    with app.app_context():
        source = make_source(name="Pool", routing="pool")
        leads = [make_enquiry(source, phone=f"138000001{n:02d}").lead_id for n in range(12)]
        db.session.commit()
    clients = [sign_in(app.test_client(), "advisor") for _lead in leads]
    pairs = zip(clients, leads, strict=True)
    answers = at_once([lambda c=c, n=n: c.post(f"/enquiries/leads/{n}/claim") for c, n in pairs])
    assert Counter(answer.status_code for answer in answers)[303] <= 5
    with app.app_context():
        mine = select(func.count()).select_from(Lead).where(Lead.owner_id == stamp_of("advisor").by.id)
        assert 1 <= (db.session.scalar(mine) or 0) <= 5


def send(app: Flask, token: str, body: dict[str, str], key: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token}", **({"Idempotency-Key": key} if key else {})}
    return app.test_client().post("/api/enquiries", json=body, headers=headers)


def test_one_phone_sent_many_times_at_once_is_one_customer_with_one_lead(app: Flask, token: str) -> None:
    spelt = ["13812341234", "+86 13812341234", "138 1234 1234", "138-1234-1234", "0086 138 1234 1234", "１３８１２３４１２３４"]
    answers = at_once(
        [lambda n=n, phone=phone: send(app, token, {"phone": phone, "model": str(n)}) for n, phone in enumerate(spelt * 2)]
    )
    assert {answer.status_code for answer in answers} <= {201, 503}
    taken = sum(answer.status_code == 201 for answer in answers)
    assert taken >= 10
    with app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(one)) for one in (Customer, Lead, Enquiry)]
        assert counts == [1, 1, taken]


def test_one_key_at_once_is_one_enquiry_with_one_answer(app: Flask, token: str) -> None:
    answers = at_once([lambda: send(app, token, {"phone": "13812341234"}, "k")] * 10)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json["id"] for answer in answers}) == 1
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Enquiry)) == 1


def test_the_limit_holds_for_all_processes_together(app: Flask, token: str) -> None:
    with app.app_context():
        from crm.enquiries.models import Source

        db.session.scalars(select(Source)).one().a_minute = 5
        db.session.commit()
    answers = at_once([lambda n=n: send(app, token, {"phone": f"138000003{n:02d}"}) for n in range(16)])
    codes = Counter(answer.status_code for answer in answers)
    assert codes[201] in (5, 10), codes  # ten when the minute turned meanwhile
    assert set(codes) <= {201, 429, 503}
