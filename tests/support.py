"""What tests share: the people of the two test stores, signing in, the stamp of a person, counting SQL.

Store 1 is where the stories happen: Rita at reception, Sam and Vera in sales, Max the manager, Olga in the workshop.
Store 2 has the same posts under names that begin with `other_`; nothing of store 1 may ever be seen there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

PASSWORD = "a quiet morning in March"
PEOPLE = {  # sign-in name: (name, roles); the sign-in name is the post, as in the demo store
    "reception": ("Rita", "reception"),
    "advisor": ("Sam", "advisor"),
    "advisor2": ("Vera", "advisor"),
    "leader": ("Leo", "leader"),
    "supervisor": ("Sue", "supervisor"),
    "manager": ("Max", "manager"),
    "gm": ("Gina", "gm"),
    "group": ("Greg", "group"),
    "dcc": ("Dora", "dcc"),
    "service": ("Olga", "service"),
    "care": ("Cora", "care"),
    "marketing": ("Mary", "marketing"),
    "clerk": ("Ian", "clerk"),
    "account": ("Anna", "account"),
    "key_account": ("Kay", "key_account"),
    "renewal": ("Rex", "renewal"),
    "outlet": ("Otto", "outlet"),
    "admin": ("Ada", "admin"),
}
TEAMS = {"advisor": "A", "leader": "A", "advisor2": "B"}


def open_test_stores() -> None:
    """Two stores with one person in each post (advisors: two); everybody has the same password and reads English."""
    from crm.shared.clock import clock
    from crm.shared.db import db
    from crm.shared.stamp import machine
    from crm.staff import actions
    from crm.staff.rules import Role

    now, secret = clock.now(), actions.hash_secret(PASSWORD)
    for code, prefix in (("T1", ""), ("T2", "other_")):
        store = actions.open_store(code=code, name=f"测试店 {code}", name_en=f"Test store {code}", at=now)
        teams = {name: actions.add_team(store_id=store.id, name=name).id for name in ("A", "B")}
        for username, (name, role) in PEOPLE.items():
            actions.hire(
                store_id=store.id, username=prefix + username, name=name, name_en=name, password_hash=secret,
                roles=[Role(role)], team_id=teams.get(TEAMS.get(username, "")), language="en",
                stamp=machine(store.id, now),
            )  # fmt: skip
    db.session.commit()


def sign_in(client: FlaskClient, username: str) -> FlaskClient:
    """The client's browser as this person's: a session row and its cookie, without the slow password."""
    from crm.shared.clock import clock
    from crm.shared.db import db
    from crm.staff import actions
    from crm.staff.models import Staff

    with client.application.app_context():
        person = db.session.scalars(select(Staff).where(Staff.username == username)).one()
        token = actions.start_session(person, device_id=None, at=clock.now())
        db.session.commit()
        interface: Any = current_app.session_interface
        client.set_cookie(interface.token_cookie(current_app), token)
    return client


def stamp_of(username: str) -> Any:
    """The stamp of a person now; inside an application context."""
    from crm.shared.clock import clock
    from crm.shared.stamp import Stamp
    from crm.staff import queries

    person = queries.person_by_username(username)
    assert person is not None, username
    return Stamp(person, clock.now())


BEAT = "SELECT MIN(HEARTBEATS.AT)"


@contextmanager
def counted_queries() -> Iterator[list[str]]:
    """The SQL statements sent meanwhile, without the words that only open and close transactions.

    Nor is the look at the machine's heartbeats counted: a process sends it four times a minute, whatever is asked.
    """
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.lstrip().upper()
        if not words.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", BEAT)):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def queries_at_most(limit: int) -> Iterator[list[str]]:
    """Fail when more statements are sent, and show them."""
    with counted_queries() as sent:
        yield sent
    assert len(sent) <= limit, f"{len(sent)} statements, at most {limit} wanted:\n" + "\n".join(
        " ".join(statement.split())[:300] for statement in sent
    )
