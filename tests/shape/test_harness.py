"""The tests' own ground holds: both databases, fresh each time, people signed in."""

from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.shared.db import db
from crm.staff.models import Store
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
