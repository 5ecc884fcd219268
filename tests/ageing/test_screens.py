"""The redistribution's screens: what Max sees is what happens, wrong taps are told, few statements whatever the rows."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.ageing.people import make_old
from tests.support import queries_at_most, sign_in, stamp_of


def planned(app: Flask, *days: int) -> int:
    """The plan of so many old leads of Sam's; its number."""
    from crm.ageing.actions import plan
    from crm.shared.db import db

    with app.app_context():
        for n, old in enumerate(days):
            make_old(old, n=n)
        run = plan(stamp_of("manager"))
        db.session.commit()
        assert run is not None
        return run.id


@pytest.fixture
def max_(client: FlaskClient) -> FlaskClient:
    return sign_in(client, "manager")


def test_the_page_shows_each_lead_with_from_to_and_why(app: Flask, max_: FlaskClient) -> None:
    planned(app, 60, 95, 125)
    page = max_.get("/redistribution").text
    assert "<b>3</b> leads change hands" in page and "the oldest is <b>5</b> days late" in page
    assert "Sam A" in page and "<b>Vera B</b>" in page and "watched by Max" in page and "Gina" in page
    assert "Open for 60 days" in page and "no commission from now on" in page
    assert "10 points are proposed" in page


def test_max_confirms_what_he_has_seen_and_takes_it_back(app: Flask, max_: FlaskClient) -> None:
    run = planned(app, 61, 62)
    sheet = max_.get(f"/redistribution/runs/{run}/confirmation").text
    assert "Move 2 leads now?" in sheet and "Vera +2" in sheet and "Sam −2" in sheet
    version = sheet.split('name="version" value="')[1].split('"')[0]
    done = max_.post(f"/redistribution/runs/{run}/confirmation", data={"version": version}, follow_redirects=True)
    assert "2 leads have changed hands." in done.text
    assert "Take back 2 leads" in max_.get(f"/redistribution/runs/{run}/undo").text
    refused = max_.post(f"/redistribution/runs/{run}/undo", data={"why": " "})
    assert refused.status_code == 422 and "Say in one line why." in refused.text
    back = max_.post(f"/redistribution/runs/{run}/undo", data={"why": "Too early"}, follow_redirects=True)
    assert "2 leads are back" in back.text and "Taken back on" in back.text


def test_a_plan_that_has_changed_since_is_not_confirmed_by_an_old_page(app: Flask, max_: FlaskClient) -> None:
    run = planned(app, 61)
    assert max_.post(f"/redistribution/runs/{run}/confirmation", data={"version": "0"}).status_code == 409


def test_a_second_confirmation_is_told_and_changes_nothing(app: Flask, max_: FlaskClient) -> None:
    run = planned(app, 61)
    max_.post(f"/redistribution/runs/{run}/confirmation", data={})
    again = max_.post(f"/redistribution/runs/{run}/confirmation", data={})
    assert again.status_code == 422 and "carried out already" in again.text


def test_one_lead_is_left_out_and_another_goes_elsewhere(app: Flask, max_: FlaskClient) -> None:
    from sqlalchemy import select

    from crm.ageing.models import Move
    from crm.shared.db import db

    planned(app, 61, 62, 63)
    with app.app_context():
        first, second, _third = db.session.scalars(select(Move.id).order_by(Move.id)).all()
        leo = stamp_of("leader").by.id
    part = max_.post(f"/redistribution/moves/{first}/left-out", data={}, headers={"HX-Request": "true"}).text
    assert "<b>2</b> leads change hands" in part and "1 left out" in part
    assert max_.post(f"/redistribution/moves/{second}/destination", data={"owner_id": "99999"}).status_code == 422
    max_.post(f"/redistribution/moves/{second}/destination", data={"owner_id": str(leo)})
    page = max_.get("/redistribution").text
    assert "<b>Leo A</b>" in page and "chosen by hand" in page


def test_sue_sees_the_plan_and_only_max_and_gina_confirm(app: Flask, client: FlaskClient) -> None:
    run = planned(app, 61)
    sue = sign_in(client, "supervisor")
    page = sue.get("/redistribution")
    assert page.status_code == 200 and "Move 1 lead" not in page.text
    assert sue.post(f"/redistribution/runs/{run}/confirmation").status_code == 403
    assert sign_in(client, "advisor").get("/redistribution").status_code == 403
    assert sign_in(client, "other_manager").get(f"/redistribution/runs/{run}").status_code == 404


def test_the_page_asks_no_more_for_sixty_rows_than_for_one(app: Flask, max_: FlaskClient) -> None:
    planned(app, *(61 for _ in range(60)))
    max_.get("/redistribution")
    with queries_at_most(8):
        page = max_.get("/redistribution").text
    assert "Show more" in page and page.count('role="row"') < 70
    assert max_.get("/redistribution?after=99999999999999999999&step=nothing").status_code == 200


def test_max_sets_the_rotation_and_a_wrong_place_is_told(app: Flask, max_: FlaskClient) -> None:
    from sqlalchemy import select

    from crm.ageing.models import RotationGroup
    from crm.shared.db import db

    assert 'name="place-1"' in max_.get("/redistribution/groups").text
    wrong = max_.post("/redistribution/groups", data={"place-1": "0", "place-2": "x"})
    assert wrong.status_code == 422 and "from 1 to 99" in wrong.text and 'value="x"' in wrong.text
    twice = max_.post("/redistribution/groups", data={"place-1": "1", "place-2": "1"})
    assert twice.status_code == 422 and "Two groups have the same place." in twice.text
    max_.post("/redistribution/groups", data={"place-1": "2", "place-2": "1", "place-3": "1"})
    with app.app_context():
        rows = db.session.execute(select(RotationGroup.team_id, RotationGroup.position)).all()
        assert {tuple(row) for row in rows} == {(1, 2), (2, 1)}


def test_card_and_list_count_the_days_and_say_who_watches(app: Flask, client: FlaskClient) -> None:
    from crm.ageing.actions import carry_out, plan
    from crm.shared.db import db

    with app.app_context():
        soon, far, chiefs = make_old(57), make_old(20), make_old(95)
        max_ = stamp_of("manager")
        carry_out(plan(max_), stamp=max_)
        db.session.commit()
        soon, far, chiefs = soon.id, far.id, chiefs.id
    sue = sign_in(client, "supervisor")
    assert "3 days until it changes teams</span>" in sue.get(f"/leads/{soon}").text
    assert "40 days until it changes teams</p>" in sue.get(f"/leads/{far}").text.replace("\n", "")
    card = sue.get(f"/leads/{chiefs}").text
    assert "watched by Max" in card and "no commission" in card and "With Sue" in card
    assert sue.get("/leads").text.count("until it changes teams") == 1
