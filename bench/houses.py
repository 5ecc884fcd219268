"""The stores that are measured: one advisor with 300 open leads, and as many customers as asked for."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.engine import make_url

from crm.app import create_app
from crm.demo import bulk
from crm.leads.models import Lead
from crm.reception.actions import record_visit
from crm.shared.clock import clock
from crm.shared.db import Base, db, set_writing
from crm.shared.pour import know_sizes
from crm.shared.queue import ask
from crm.shared.stamp import Stamp, machine
from crm.staff import actions, queries
from crm.staff.models import Staff
from crm.staff.rules import Role
from jobs import runner
from jobs.timetable import TIMETABLE
from tests.databases import administrator

PEOPLE = {"reception": Role.RECEPTION, "advisor": Role.ADVISOR, "manager": Role.MANAGER, "service": Role.SERVICE}
SEED = 20_260_318
OPEN = 300  # leads of the one advisor, every one of them due
VISITS = 30  # in the showroom today


@dataclass(frozen=True)
class House:
    """One filled database with everybody signed in; `env` starts a server over it."""

    kind: str
    size: int
    url: str
    cookies: dict[str, str]
    env: dict[str, str]

    @contextmanager
    def inside(self) -> Iterator[Flask]:
        """The application over this database in this process, to count its statements and run its actions."""
        app = create_app({"database_url": self.url})
        with app.app_context():
            set_writing(True)
            yield app
            db.session.remove()
            db.engine.dispose()


def make_database(kind: str, name: str, folder: Path, admin_url: str) -> str:
    """An empty database of this kind; its URL."""
    if kind == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    with administrator(admin_url) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return make_url(admin_url).set(database=name).render_as_string(hide_password=False)


def drop_database(kind: str, name: str, admin_url: str) -> None:
    if kind == "postgresql":
        with administrator(admin_url) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def build(kind: str, url: str, size: int, redis_url: str, open_leads: int = OPEN) -> House:
    """Fill the database by the product's own actions and bulk writers, and sign everybody in."""
    app = create_app({"database_url": url})
    with app.app_context():
        set_writing(True)
        Base.metadata.create_all(db.engine)
        store = actions.open_store(code="B1", name="测量店", name_en="Measured store", at=clock.now())
        secret = actions.hash_secret(secrets.token_urlsafe(12))
        stamp = machine(store.id, clock.now())
        for name, role in PEOPLE.items():
            actions.hire(store_id=store.id, username=name, name=name, password_hash=secret, roles=[role], stamp=stamp)
        db.session.commit()
        bulk.load(store.id, size, seed=SEED, at=clock.now(), open_leads=min(open_leads, size))
        _everything_is_due(stamp)
        if open_leads == OPEN:
            _a_busy_day()
            _the_night_was_worked(stamp)
        db.session.commit()
        know_sizes()
        cookies = {name: _sign_in(name) for name in PEOPLE}
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": redis_url}
    return House(kind, size, url, cookies, env)


def _everything_is_due(stamp: Stamp) -> None:
    late = update(Lead).where(Lead.stage == "open", Lead.next_on > stamp.today).values(next_on=stamp.today)
    db.session.execute(late.execution_options(synchronize_session=False))


def _the_night_was_worked(stamp: Stamp) -> None:
    """What the clock asks for at night has been done by a worker, as in every store that is open."""
    for row in (row for row in TIMETABLE if not row.days):
        ask(row.job, store_id=1, key=f"{row.job}:1:{stamp.today}", queue=row.queue, on_day=stamp.today)
    db.session.commit()
    runner.run_all()


def _a_busy_day() -> None:
    person = queries.person_by_username("reception")
    assert person is not None
    for number in range(VISITS):
        seen: dict[str, Any] = {"phone": f"1990000{number:04d}", "surname": "王先生", "channel": "walk_in"}
        record_visit(stamp=Stamp(person, clock.now()), purpose="look", **seen)


def _sign_in(username: str) -> str:
    person = db.session.scalars(select(Staff).where(Staff.username == username)).one()
    return actions.start_session(person, device_id=None, at=clock.now())
