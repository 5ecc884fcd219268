"""Redis away or hanging: forms keep working within a second, and the page says that messages are late."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.shared.queue import Outbox
from crm.staff.models import Team
from tests.databases import Template
from tests.shared.conftest import bench, rows_of
from tests.support import sign_in


@pytest.fixture(params=["gone", "hanging"])
def redis_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A socket that is not there, and one that takes the call and never says a word."""
    if request.param == "gone":
        yield f"unix://{tmp_path / 'nobody.sock'}"
        return
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(16)
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}"


@pytest.fixture
def max_(template: Template, redis_url: str) -> Iterator[FlaskClient]:
    from crm.app import create_app
    from crm.shared.db import db

    template.copy()
    app = create_app({"database_url": template.url(template.own), "redis_url": redis_url, "testing": True})
    app.config["WTF_CSRF_ENABLED"] = False
    app.register_blueprint(bench)
    yield sign_in(app.test_client(), "manager")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def save(browser: FlaskClient, name: str) -> float:
    """Save a form that asks for work; the seconds it took."""
    begin = time.monotonic()
    answer = browser.post("/workbench/teams", data={"name": name, "idempotency_key": name})
    assert answer.status_code == 303
    return time.monotonic() - begin


def test_a_form_is_saved_within_a_second_and_its_work_is_kept(max_: FlaskClient) -> None:
    assert save(max_, "C") < 1.0
    assert save(max_, "D") < 0.3, "the next one does not even try"
    app: Flask = max_.application
    assert len(rows_of(app, Team, Team.name.in_(("C", "D")))) == 2
    waiting = rows_of(app, Outbox)
    assert len(waiting) == 2 and not any(row.done_at for row in waiting)


def test_the_page_says_that_messages_are_late(max_: FlaskClient) -> None:
    words = "Messages are late: the queue cannot be reached."
    assert words not in max_.get("/me").text
    save(max_, "C")
    assert words in max_.get("/me").text
    ready = max_.get("/readyz")
    assert ready.status_code == 503 and ready.json and ready.json["queue"] is False and ready.json["database"] is True
