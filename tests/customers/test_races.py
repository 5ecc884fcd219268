"""Several tablets file the same person, or the same firm, in the same moment: one file, and no error on any screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm.customers.actions import file_company, file_customer
from crm.customers.models import Customer, SearchTerm
from crm.shared.db import db
from tests.support import sign_in, stamp_of

SPELLINGS = ["13812341234", "+86 138 1234 1234", "0086-138-1234-1234", "１３８１２３４１２３４", "138-1234-1234", "013812341234"]


def at_once(app: Flask, work: list[Callable[[], Any]]) -> list[Any]:
    """Everything in a thread and a transaction of its own, started together."""
    start = Barrier(len(work))

    def run(one: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                start.wait(10)
                found = one()
                db.session.commit()
                return found
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(work)) as threads:
        return list(threads.map(run, work))


def count(app: Flask, *condition: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Customer).where(*condition)) or 0


@pytest.fixture
def stamp(app: Flask) -> Any:
    with app.app_context():
        found = stamp_of("reception")
        db.session.remove()  # holds no lock while the tablets write
        return found


def test_two_to_six_tablets_end_with_one_customer(app: Flask, stamp: Any) -> None:
    for turn in range(12):
        phone = f"1381234{turn:04d}"
        names = ["周先生", "周明", "", "周明", "周", ""][: 2 + turn % 5]
        work = [lambda name=name, phone=phone: file_customer(phone=phone, name=name, stamp=stamp).id for name in names]
        assert len(set(at_once(app, work))) == 1
    assert count(app) == 12


def test_the_other_spelling_of_the_number_is_the_same_person(app: Flask) -> None:
    clients = [sign_in(app.test_client(), name) for name in ("reception", "clerk", "manager", "care", "gm", "supervisor")]
    start = Barrier(len(clients))

    def post(pair: Any) -> Any:
        start.wait(10)
        return pair[0].post("/customers", data={"phone": pair[1], "name": "周先生"})

    with ThreadPoolExecutor(len(clients)) as threads:
        answers = list(threads.map(post, zip(clients, SPELLINGS, strict=True)))
    assert [answer.status_code for answer in answers] == [303] * len(clients)
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert count(app) == 1


def test_a_name_that_two_add_at_once_is_one_name(app: Flask, stamp: Any) -> None:
    at_once(app, [lambda: file_customer(phone="13812341234", stamp=stamp).id])
    work = [lambda name=name: file_customer(phone="13812341234", name=name, stamp=stamp).id for name in ("周明", "周亮", "吴明")]
    assert len(set(at_once(app, work))) == 1
    with app.app_context():
        name = db.session.scalar(select(Customer.name))
        assert name in ("周明", "周亮", "吴明")
        terms = set(db.session.scalars(select(SearchTerm.term)))
        assert name in terms
        assert not terms & ({"周明", "周亮", "吴明"} - {name})


def test_one_licence_is_one_firm(app: Flask, stamp: Any) -> None:
    work = [
        lambda phone=phone: file_company(name="上海晨光运输有限公司", credit_code="91350100M000100Y43", phone=phone, stamp=stamp).id
        for phone in ("02112345678", None, "02112345678", None)
    ]
    assert len(set(at_once(app, work))) == 1
    assert count(app, Customer.kind == "company") == 1


def test_a_family_of_one_name_is_not_doubled_by_the_second_tablet(app: Flask, stamp: Any) -> None:
    at_once(app, [lambda: file_customer(phone="13812341234", name="周明", stamp=stamp).id])
    wife = [lambda: file_customer(phone="13812341234", name="吴芳", shared_phone=True, stamp=stamp).id for _tablet in range(4)]
    assert len(set(at_once(app, wife))) == 1
    assert count(app) == 2
