"""The rota of the day as Leo sets it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.rota.models import Duty
from crm.shared.db import db
from tests.support import sign_in, stamp_of


@pytest.fixture
def rita(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "reception")


def inside(client: FlaskClient, statement: Any) -> Any:
    with client.application.app_context():
        return db.session.scalars(statement).all()


def test_the_rota_is_set_by_who_runs_it_only(rita: FlaskClient) -> None:
    assert rita.get("/rota").status_code == 403
    leo = sign_in(rita, "leader")
    assert leo.get("/rota").status_code == 200
    rows = inside(leo, select(Duty.id).order_by(Duty.position))
    assert leo.get("/reception/rota").headers["Location"] == "/rota"  # old bookmarks
    assert leo.post(f"/rota/{rows[0]}/break", data={}).status_code == 303
    assert "Back" in leo.get("/rota").text
    assert leo.post(f"/rota/{rows[0]}/back", data={}).status_code == 303
    assert leo.post(f"/rota/{rows[0]}/off", data={}).status_code == 303
    assert leo.post(f"/rota/{rows[0]}/off", data={}).status_code == 404
    assert inside(leo, select(func.count()).where(Duty.off_at.is_(None))) == [1]


def test_wrong_times_and_people_of_other_stores_are_refused(rita: FlaskClient) -> None:
    leo = sign_in(rita, "leader")
    with leo.application.app_context():
        sam, stranger = stamp_of("advisor").by.id, stamp_of("other_advisor").by.id
    for form in (
        {"staff_id": sam, "starts": "18:00", "ends": "09:00"},
        {"staff_id": sam, "starts": "soon", "ends": "09:00"},
        {"staff_id": stranger, "starts": "09:00", "ends": "18:00"},
        {"staff_id": "x", "starts": "09:00", "ends": "18:00"},
        {},
    ):
        assert leo.post("/rota", data=form).status_code == 422, form


