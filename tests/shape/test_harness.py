"""The tests' own ground holds: both databases, fresh each time, people signed in."""

from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import configure_mappers
from sqlalchemy.pool import Pool

from crm.app import create_app
from crm.shared.db import db
from crm.staff.models import Store
from tests.databases import Template
from tests.support import counted_queries, sign_in, stamp_of


def test_each_test_has_the_two_stores(inside, database_kind) -> None:
    assert db.engine.dialect.name == database_kind
    assert db.session.scalar(select(func.count()).select_from(Store)) == 2
    db.session.add(Store(code="T3", name="third", opened_at=stamp_of("admin").at))
    db.session.commit()


def test_nothing_is_left_of_the_test_before(inside) -> None:
    assert db.session.scalar(select(func.count()).select_from(Store)) == 2


def test_sam_is_signed_in(client: FlaskClient) -> None:
    with counted_queries() as sent:
        assert client.get("/").status_code == 303
    assert len(sent) == 0
    sign_in(client, "advisor")
    assert not client.get("/").headers.get("Location", "").startswith("/login")


def test_making_the_application_opens_no_connection(template: Template) -> None:
    """gunicorn and the bulk worker make it before they fork; a shared connection would mix up answers."""
    opened: list[object] = []

    def note(*what: object) -> None:
        opened.append(what)

    event.listen(Pool, "connect", note)
    create_app({"database_url": template.url(template.name), "redis_url": "unix:///nowhere.sock", "testing": True})
    configure_mappers()
    event.remove(Pool, "connect", note)
    assert not opened
