"""A small feature of our own, so that the kernel's promises are tested without any other feature's screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask, g, request
from flask.testing import FlaskClient

from crm.shared.clock import clock
from crm.shared.db import Base, db
from crm.shared.fields import text
from crm.shared.forms import Form, expect_version
from crm.shared.queue import ask
from crm.shared.web import allowed, done
from crm.staff.models import Team
from crm.staff.rules import Right
from tests.databases import Template

NOON = datetime(2026, 3, 18, 4, 0, tzinfo=UTC)  # Wednesday, noon in Shanghai


class Hands:
    """A clock that stands until somebody moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """The kernel's one clock, held at noon."""
    held = Hands()
    monkeypatch.setattr(clock, "now", held)
    return held


class TeamForm(Form):
    name = text("Name", 40, "A team needs a name.")


def add_team(name: str, stamp: Any) -> Team:
    team = Team(store_id=stamp.store_id, name=name)
    db.session.add(team)
    db.session.flush()
    return team


def rename(team: Team, name: str, version: int, stamp: Any) -> Team:
    expect_version(team, version, name=team.name)
    team.name = name
    return team


bench = Blueprint("workbench", __name__, url_prefix="/workbench")


@bench.post("/teams")
@allowed(Right.SETTINGS)
def file_team() -> Any:
    form = TeamForm(request.form)
    if form.submit(add_team, stamp=g.stamp):
        ask("jobs.house.sweep", store_id=g.stamp.store_id)
        return done(None, f"/workbench/teams/{form.result.id}", toast="filed")
    return form.message or "", form.status


@bench.post("/teams/<int:team_id>")
@allowed(Right.SETTINGS)
def rename_team(team_id: int) -> Any:
    form = TeamForm(request.form)
    team = db.session.get_one(Team, team_id)
    if form.submit(rename, team, version=request.form.get("version", type=int), stamp=g.stamp):
        return done(None, f"/workbench/teams/{team_id}")
    return str(form.theirs), form.status


@bench.get("/writes")
@allowed(Right.SETTINGS)
def write_on_get() -> Any:
    add_team("written by a GET", g.stamp)
    db.session.commit()
    return "written"


@bench.get("/nobody")
def without_rights() -> str:
    return "should never be seen"


@pytest.fixture(scope="session")
def kernel_app(template: Template, queue_url: str) -> Flask:
    """The application with our small feature on top."""
    from crm.app import create_app

    app = create_app({"database_url": template.url(template.own), "redis_url": queue_url, "testing": True})
    app.config["WTF_CSRF_ENABLED"] = False
    app.register_blueprint(bench)
    return app


@pytest.fixture
def kernel(kernel_app: Flask, template: Template) -> Iterator[Flask]:
    """The same over a fresh database."""
    template.copy()
    kernel_app.extensions.pop("yuke.settings", None)
    yield kernel_app
    with kernel_app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def max_(kernel: Flask) -> FlaskClient:
    """Max the manager's browser."""
    from tests.support import sign_in

    return sign_in(kernel.test_client(), "manager")


def rows_of(app: Flask, model: type[Base], *where: Any) -> list[Any]:
    """The rows of a table as they stand now, in a look of its own."""
    with app.app_context():
        found = list(db.session.scalars(db.select(model).where(*where)))
        db.session.expunge_all()
        return found
