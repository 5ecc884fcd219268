"""Every address × every post, generated from the map of addresses (R17, T2, T3).

Who lacks the right is answered 403 and nothing is changed; who has it is never met by an error of ours; and what
belongs to another store does not exist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.routing import Rule

from crm.shared.db import Base, db
from crm.staff.rules import ROLES, Role
from tests.matrix.world import ID_TABLES, WORDS, make_world
from tests.support import PEOPLE, sign_in

JOURNAL = {"refusals", "sessions", "sign_in_tries", "idempotency_keys", "heartbeats", "code_tries", "outbox", "devices"}
WAYS_OUT = {"staff.logout", "people.lock", "staff.choose_language"}  # they end or change the very session that walks


@pytest.fixture
def ids(app: Flask) -> dict[str, Any]:
    """One row of each kind in store 1, by the name that addresses give it."""
    with app.app_context():
        make_world()
        db.session.commit()
        found: dict[str, Any] = dict(WORDS)
        for name, table in ID_TABLES.items():
            rows = Base.metadata.tables[table].c
            query = select(func.min(rows.id))
            if "store_id" in rows:
                query = query.where(rows.store_id == 1)
            found[name] = db.session.scalar(query)
            assert found[name], f"the world has no row in {table}"
        db.session.rollback()
    return found


def guarded(app: Flask) -> Iterator[tuple[Rule, str, frozenset[str]]]:
    """(rule, method, rights) of every address that needs a right."""
    for rule in app.url_map.iter_rules():
        rights = getattr(app.view_functions[rule.endpoint], "rights", frozenset())
        if rights and rule.endpoint not in WAYS_OUT:
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule, method, rights


def address(rule: Rule, ids: dict[str, Any]) -> str:
    unknown = rule.arguments - ids.keys()
    assert not unknown, f"tell tests/matrix/world.py what {unknown} is, for {rule}"
    built = rule.build({name: ids[name] for name in rule.arguments})
    assert built is not None
    return str(built[1])


def snapshot(app: Flask) -> str:
    """A digest of every row that is not journal."""
    digest = hashlib.sha256()
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            if table.name not in JOURNAL:
                for row in db.session.execute(select(table).order_by(*table.primary_key)):
                    digest.update(repr(tuple(row)).encode())
        db.session.rollback()
    return digest.hexdigest()


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_without_the_right_nothing_opens_and_nothing_changes(app: Flask, ids: dict[str, Any], who: str) -> None:
    mine = ROLES[Role(PEOPLE[who][1])]
    client = sign_in(app.test_client(), who)
    before, refused = snapshot(app), 0
    for rule, method, rights in guarded(app):
        if "*" in rights or rights & mine:
            continue
        answer = client.open(address(rule, ids), method=method)
        assert answer.status_code == 403, f"{who}: {method} {rule} answers {answer.status}"
        refused += 1
    assert refused > 10, "this post was refused too little for the test to mean something"
    assert snapshot(app) == before


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_with_the_right_no_address_breaks(app: Flask, ids: dict[str, Any], who: str) -> None:
    mine = ROLES[Role(PEOPLE[who][1])]
    client = sign_in(app.test_client(), who)
    for rule, method, rights in sorted(guarded(app), key=lambda one: one[1]):  # what is read first, then what writes
        if "*" in rights or rights & mine:
            answer = client.open(address(rule, ids), method=method)
            assert answer.status_code < 500, f"{who}: {method} {rule} answers {answer.status}"
            if method == "GET":
                assert answer.status_code != 403, f"{who} has the right, yet {rule} is forbidden"
            if answer.status_code == 303 and "/login" in answer.location:
                client = sign_in(app.test_client(), who)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_another_stores_rows_do_not_exist(app: Flask, ids: dict[str, Any], who: str) -> None:
    mine = ROLES[Role(PEOPLE[who][1])]
    client = sign_in(app.test_client(), "other_" + who)
    before = snapshot(app)
    for rule, method, rights in guarded(app):
        if rights & mine and rule.arguments & ID_TABLES.keys():
            answer = client.open(address(rule, ids), method=method)
            assert answer.status_code == 404, f"other_{who}: {method} {rule} answers {answer.status}"
    assert snapshot(app) == before


def test_nobody_signed_out_comes_in(app: Flask, ids: dict[str, Any]) -> None:
    before = snapshot(app)
    for rule, method, _rights in guarded(app):
        answer = app.test_client().open(address(rule, ids), method=method)
        assert answer.status_code == 303, f"{method} {rule} answers {answer.status}"
        assert "/login" in answer.location
    assert snapshot(app) == before
