"""Points through HTTP: the person sees and objects, the supervisor decides, the manager answers; nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from crm.points import actions
from crm.shared.db import db
from tests.points.test_actions import Result, call, due_on_monday, on
from tests.support import queries_at_most, sign_in


@pytest.fixture
def proposed(app: Flask) -> Flask:
    with app.app_context():
        due_on_monday()
        actions.propose_missed(on(None, 1))
        db.session.commit()
    return app


def test_the_supervisor_confirms_the_person_objects_and_the_manager_takes_it_back(proposed: Flask) -> None:
    sue, sam, max_ = (sign_in(proposed.test_client(), name) for name in ("supervisor", "advisor", "manager"))
    page = sue.get("/points/waiting").text
    assert "Sam" in page and "nobody tried to reach the customer" in page
    number = re.search(r"/points/(\d+)/verdict", page)[1]  # type: ignore[index]
    wrong = sue.post(f"/points/{number}/verdict", data={"verdict": "dropped"})
    assert wrong.status_code == 422 and "Say in one line why." in wrong.text
    sue.post(f"/points/{number}/verdict", data={"verdict": "confirmed"})
    own = sam.get("/points?month=2026-03").text
    assert "<b>-2</b> points count this month" in own and "R-253" in own
    assert sam.post(f"/points/{number}/objection", data={"words": ""}).status_code == 422
    sam.post(f"/points/{number}/objection", data={"words": "He asked for Tuesday"})
    assert "He asked for Tuesday" in max_.get("/points/waiting").text
    max_.post(f"/points/{number}/revocation", data={"words": "Agreed by telephone"})
    assert "Agreed by telephone" in sam.get("/points?month=2026-03").text
    assert "No points off this month" in sam.get("/points?month=2026-03").text
    assert "Sam" in max_.get("/points/month?month=2026-03").text


def test_nobody_sees_or_answers_the_points_of_others(proposed: Flask) -> None:
    vera, rita = sign_in(proposed.test_client(), "advisor2"), sign_in(proposed.test_client(), "reception")
    assert "R-253" not in vera.get("/points?month=2026-03").text
    assert vera.get("/points/waiting").status_code == 403
    assert vera.post("/points/1/objection", data={"words": "not mine"}).status_code == 404
    assert rita.get("/points").status_code == 403
    assert sign_in(proposed.test_client(), "other_manager").post("/points/1/verdict", data={"verdict": "confirmed"}).status_code == 404


def test_a_spot_check_is_marked_once(app: Flask) -> None:
    with app.app_context():
        from tests.makers import make_lead
        from tests.support import stamp_of

        call(make_lead(), Result.REACHED, stamp_of("advisor"))
        db.session.commit()
        actions.draw_checks(_tomorrow())
        db.session.commit()
    sue = sign_in(app.test_client(), "supervisor")
    page = sue.get("/points/checks").text
    assert "报价已发" in page
    number = re.search(r"/points/checks/(\d+)/mark", page)[1]  # type: ignore[index]
    assert sue.post(f"/points/checks/{number}/mark", data={"mark": "not_kept"}).status_code == 422
    sue.post(f"/points/checks/{number}/mark", data={"mark": "not_kept", "note": "no such call"})
    assert "Sam" in sue.get("/points/waiting").text
    assert "marked it already" in sue.post(f"/points/checks/{number}/mark", data={"mark": "kept"}).text
    assert sign_in(app.test_client(), "gm").get("/points/checks").status_code == 200


def _tomorrow() -> object:
    from dataclasses import replace
    from datetime import timedelta

    from tests.support import stamp_of

    stamp = stamp_of("manager")
    return replace(stamp, at=stamp.at + timedelta(days=1))


@pytest.mark.parametrize("path", ["/points", "/points/waiting", "/points/month", "/points/checks"])
def test_each_page_is_read_in_a_few_statements(proposed: Flask, path: str) -> None:
    client = sign_in(proposed.test_client(), "manager")
    with queries_at_most(8):
        assert client.get(path).status_code == 200
