"""The demo store, in small: its people sign in, and whatever the machine decided there says why in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from crm.demo import loading
from crm.rota.commands import report
from crm.shared.clock import clock
from crm.shared.db import Base, Decided, db
from crm.shared.reasons import SENTENCES, say
from crm.staff import queries
from tests import databases
from tests.databases import Template

pytestmark = pytest.mark.xdist_group("demo store")
PEOPLE = "reception advisor advisor2 leader supervisor manager gm dcc service care marketing admin".split()
SMALL = loading.Size(customers=200, vehicles=120, years=5, walk_ins=4, enquiries=4)


@pytest.fixture(scope="module")
def store(application: Flask, template: Template) -> Iterator[Flask]:
    """Eight days of a small made-up store in a database of its own."""
    with application.app_context():
        db.engine.dispose()
        databases.make_tables(template.empty(), "models")
        loading.load(SMALL, seed=7, password="a quiet morning", at=clock.now(), say=lambda _line: None, days=8)
        db.session.remove()
        yield application
        db.session.remove()
        db.engine.dispose()


def test_its_people_are_named_by_their_posts(store: Flask) -> None:
    there = {person.username: person for person in queries.people(1)}
    assert set(PEOPLE) <= set(there)
    assert all(there[name].demo for name in PEOPLE)


def decisions() -> list[type[Decided]]:
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Decided)]


def test_the_machine_has_decided_something_at_every_station(store: Flask) -> None:
    filled = {kind.__name__ for kind in decisions() if db.session.scalar(select(func.count()).select_from(kind))}
    assert {"Turn", "Task", "Call", "VehicleState", "CustomerState", "Coupon"} <= filled


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_decision_says_why(store: Flask, language: str) -> None:
    g.language = language
    for kind in decisions():
        columns = kind.reason_code, kind.facts, kind.rule_version
        for code, facts, version in db.session.execute(select(*columns).limit(2000)):
            assert code in SENTENCES, f"{kind.__name__}: {code}"
            assert version >= 1
            sentence = say(code, facts)
            assert sentence and "{" not in sentence and "%(" not in sentence, f"{kind.__name__}: {sentence}"


def test_its_rota_can_be_replayed(store: Flask) -> None:
    """The made-up people take their turns by the rule, so that ./yuke fairness has nothing to say against them."""
    here = queries.stores()[0]
    until = clock.now().date()
    found = report(here, until - timedelta(days=30), until)
    assert found["decisions"] > 10
    assert found["differences"] == []
