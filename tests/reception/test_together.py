"""Several tablets at one door at the same moment."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import select

from crm.customers.models import Customer
from crm.reception.models import Visit
from crm.rota.models import Turn
from crm.shared.db import db
from tests.support import sign_in

DOOR = {"purpose": "look", "channel": "walk_in", "advisor": "next"}


def post(app: Flask, *bodies: dict[str, str]) -> list[int]:
    """Every body from a browser of its own, all at once."""
    clients = [sign_in(app.test_client(), "reception") for _body in bodies]
    sign_in(app.test_client(), "reception").get("/reception")  # the day's rota stands
    with ThreadPoolExecutor(len(bodies)) as pool:
        jobs = [pool.submit(one.post, "/reception/visits", data=body) for one, body in zip(clients, bodies, strict=True)]
        return [job.result().status_code for job in jobs]


def test_two_visitors_at_once_go_to_two_advisors(app: Flask) -> None:
    answers = post(app, *({**DOOR, "phone": f"1380000000{n}"} for n in range(6)))
    assert set(answers) == {303}
    with app.app_context():
        turns = Counter(db.session.scalars(select(Turn.staff_id)))
        assert list(turns.values()) == [1, 1]  # Sam and Vera; the other four wait
        assert len(db.session.scalars(select(Visit.id)).all()) == 6


def test_one_phone_typed_on_two_tablets_is_one_file(app: Flask) -> None:
    answers = post(app, *([{**DOOR, "advisor": "", "phone": "13800000001"}] * 6))
    assert set(answers) == {303}  # who was second joins the first
    with app.app_context():
        assert len(db.session.scalars(select(Customer.id)).all()) == 1
        assert len(db.session.scalars(select(Visit.id)).all()) == 1
