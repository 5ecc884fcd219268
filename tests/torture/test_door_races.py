"""Two to ten tablets take the same customer at the same moment: one file, one lead, one owner, one visit (R-202).

Every race is a phone nobody has on file yet, typed in as many spellings as there are tablets, each tablet with an
advisor of its own. `YUKE_RACES=500` runs as many as the product promises; CI runs a sample of them.
"""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.reception.models import Visit
from crm.shared.db import db
from crm.staff.models import Staff
from tests.support import sign_in

RACES = int(os.environ.get("YUKE_RACES", "40"))
MOST = 10
GUEST = {"purpose": "look", "channel": "walk_in", "skip_reason": "asked_for"}
SPELLINGS = ("{0}", "+86 {0}", "0086{0}", "{1} {2} {3}", "{1}-{2}-{3}", "(+86){1} {2} {3}")


@pytest.fixture
def tablets(app: Flask) -> list[FlaskClient]:
    clients = [sign_in(app.test_client(), "reception") for _number in range(MOST)]
    clients[0].get("/reception")  # the day's rota stands
    return clients


def spelled(phone: str, number: int) -> str:
    return SPELLINGS[number % len(SPELLINGS)].format(phone, phone[:3], phone[3:7], phone[7:])


def race(pool: ThreadPoolExecutor, clients: list[FlaskClient], bodies: list[dict[str, str]]) -> list[int]:
    start = Barrier(len(bodies))

    def press(client: FlaskClient, body: dict[str, str]) -> int:
        start.wait(20)
        return client.post("/reception/visits", data=body).status_code

    jobs = [pool.submit(press, client, body) for client, body in zip(clients, bodies, strict=False)]
    return [job.result() for job in jobs]


def test_one_customer_has_one_owner_however_many_tablets_take_them(app: Flask, tablets: list[FlaskClient]) -> None:
    dice = random.Random(20260318)
    with app.app_context():
        sellers = list(db.session.scalars(select(Staff.id).where(Staff.username.in_(("advisor", "advisor2")))))
    with ThreadPoolExecutor(MOST) as pool:
        for number in range(RACES):
            phone = f"139{number:08d}"
            bodies = [
                {**GUEST, "phone": spelled(phone, one), "advisor": str(dice.choice(sellers))}
                for one in range(dice.randint(2, MOST))
            ]  # fmt: skip
            answers = race(pool, tablets, bodies)
            assert set(answers) <= {303, 409}, answers
            assert answers.count(303) >= 1
    with app.app_context():
        for model in (Customer, Lead, Visit):
            assert db.session.scalar(select(func.count()).select_from(model)) == RACES, model.__tablename__
        owners = select(func.count()).select_from(Lead).join(Customer, Customer.id == Lead.customer_id)
        same = db.session.scalar(owners.where(Lead.owner_id.is_not(None), Lead.owner_id == Customer.owner_id))
        assert same == RACES
        with_them = select(func.count()).select_from(Visit).join(Lead, Lead.id == Visit.lead_id)
        assert db.session.scalar(with_them.where(Visit.advisor_id == Lead.owner_id)) == RACES
