"""The screens of test drives: the calendar, one drive on the tablet, what was said, cars and words."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.drives.models import Booking, DriveCar, DriveText
from crm.leads.models import TestDrive
from crm.shared.blobs import Blob
from crm.shared.db import db
from tests.makers import make_booking, make_drive_car, make_lead
from tests.support import counted_queries, queries_at_most, sign_in, stamp_of

SIGNED = {
    "kind": "drive", "driver": "Carl", "licence_class": "C1", "licence_since_on": "2015-06-01", "seen": "y",
    "signature": "[[100,100,400,300,700,120]]", "text_version": "1",
}  # fmt: skip


@pytest.fixture
def world(app: Flask) -> dict[str, Any]:
    """Carl is here and has the E5 from now on."""
    with app.app_context():
        lead, car = make_lead(name="Carl"), make_drive_car("E5", small="82 %")
        booking = make_booking(lead, car)
        db.session.commit()
        return {"lead": lead.id, "car": car.id, "booking": booking.id}


def _now(app: Flask, model: Any) -> Any:
    with app.app_context():
        return db.session.scalars(select(model).order_by(model.id.desc())).first()


def test_the_calendar_shows_who_has_which_car_and_what_is_free(client: FlaskClient, world: dict[str, Any]) -> None:
    tomorrow = (stamp_day(client) + timedelta(days=1)).isoformat()
    page = sign_in(client, "advisor").get("/drives").get_data(as_text=True)
    assert "Carl" in page and "82 %" in page and "not signed yet" in page
    free = client.get(f"/drives?on={tomorrow}").get_data(as_text=True)
    assert "E5 is free at 10:00, book it" in free
    sign_in(client, "supervisor")
    for strange in ("not-a-day", "9999-12-31", "0001-01-01", "2020-02-30"):
        assert client.get(f"/drives?on={strange}").status_code == 200


def stamp_day(client: FlaskClient) -> Any:
    with client.application.app_context():
        return stamp_of("advisor").today


def test_a_colleagues_customer_is_not_named(client: FlaskClient, world: dict[str, Any]) -> None:
    page = sign_in(client, "advisor2").get("/drives").get_data(as_text=True)
    assert "Carl" not in page and "Sam" in page
    assert client.get(f"/drives/{world['booking']}").status_code == 404
    assert sign_in(client, "supervisor").get(f"/drives/{world['booking']}").status_code == 200
    assert sign_in(client, "other_advisor").get(f"/drives/{world['booking']}").status_code == 404


def test_booking_from_the_customers_page_goes_on_to_the_paper(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead, car = make_lead().id, make_drive_car().id
        now = stamp_of("advisor").local
        db.session.commit()
    sign_in(client, "advisor")
    assert "Carl" in client.get(f"/drives/new?lead={lead}").get_data(as_text=True)
    form = {"kind": "drive", "car_id": car, "lead_id": lead, "on_day": now.date().isoformat(),
            "at_time": now.strftime("%H:%M"), "minutes": "45", "from_lead": lead}  # fmt: skip
    answer = client.post("/drives", data=form)
    assert answer.status_code == 303 and answer.headers["Location"] == f"/drives/{_now(app, Booking).id}"
    again = client.post("/drives", data=form)
    assert again.status_code == 422 and "is taken from" in again.get_data(as_text=True)


def test_wrong_input_is_said_under_its_field(client: FlaskClient, world: dict[str, Any]) -> None:
    day = (stamp_day(client) + timedelta(days=2)).isoformat()
    right = {
        "kind": "drive",
        "car_id": world["car"],
        "lead_id": world["lead"],
        "on_day": day,
        "at_time": "10:00",
        "minutes": "45",
    }
    sign_in(client, "advisor")
    for told, said in (
        ({"car_id": "999"}, "Choose one of the store"),
        ({"car_id": "x"}, ""),
        ({"lead_id": "0"}, "Say which customer drives."),
        ({"on_day": (stamp_day(client) - timedelta(days=2)).isoformat()}, "still to come"),
        ({"on_day": "9999-12-31", "at_time": "23:59"}, "this year or the next"),
        ({"on_day": "0001-01-01", "at_time": "00:00"}, "this year or the next"),
        ({"minutes": "999999999"}, "One booking lasts a day at most."),
        ({"on_day": "never"}, "Write the day like"),
        ({"at_time": "25:99"}, "Write the time like"),
        ({"minutes": ""}, "How many minutes?"),
        ({"minutes": "0"}, "The end comes after the beginning."),
        ({"kind": "block", "note": ""}, "Say in one line why."),
        ({"kind": "fly"}, "This choice does not exist."),
    ):
        answer = client.post("/drives", data={**right, **told})
        assert answer.status_code == 422 and said in answer.get_data(as_text=True), told


def test_a_drive_on_the_tablet_until_the_supervisor_reads_it(
    app: Flask, client: FlaskClient, world: dict[str, Any]
) -> None:
    here = f"/drives/{world['booking']}"
    sign_in(client, "advisor")
    page = client.get(here).get_data(as_text=True)
    assert "I have shown my valid driving licence" in page and "data-sign" in page
    wrong = client.post(f"{here}/papers", data={**SIGNED, "signature": "", "driver": "Karla"})
    assert (
        wrong.status_code == 422
        and "Sign in the box, please." in wrong.get_data(as_text=True)
        and "Karla" in wrong.get_data(as_text=True)
    )
    assert client.post(f"{here}/departure").status_code == 422, "nothing is signed yet"
    assert client.post(f"{here}/papers", data=SIGNED).status_code == 303
    assert "M100 100 L400 300" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/departure").status_code == 303
    assert client.post(f"{here}/departure").status_code == 303, "twice is once"
    assert "out since" in client.get(here).get_data(as_text=True)
    assert client.post(f"{here}/return").status_code == 303
    assert client.post(f"{here}/feedback", data={"verdict": "better"}).status_code == 422
    told = {"verdict": "better", "wish": "quote", "liked": "Quiet", "doubts": "Boot"}
    assert client.post(f"{here}/feedback", data=told).status_code == 303
    read = sign_in(client, "supervisor").get("/drives/feedback").get_data(as_text=True)
    assert "Better than hoped" in read and "A quotation" in read and "Quiet" in read and "nothing signed" not in read
    story = client.get(f"/leads/{world['lead']}").get_data(as_text=True)
    assert "Better than hoped" in story and "wants next: A quotation" in story
    assert "E5" in client.get(f"/leads/{world['lead']}/drives").get_data(as_text=True)
    assert "Carl" not in sign_in(client, "advisor2").get("/drives/feedback").get_data(as_text=True)


def test_a_photo_is_shown_inside_the_answer_and_erased_when_asked(
    app: Flask, client: FlaskClient, world: dict[str, Any]
) -> None:
    here = f"/drives/{world['booking']}"
    sign_in(client, "advisor").post(f"{here}/papers", data=SIGNED)
    content = b"\xff\xd8\xff\xda" + b"licence" * 30

    def send(**told: Any) -> Any:
        return client.post(f"{here}/photo", data={"photo": (io.BytesIO(content), "a.jpg"), **told})

    assert send().status_code == 422
    assert send(agreed="y").status_code == 303
    shown = client.post(f"{here}/photo/look")
    assert "data:image/jpeg;base64," in shown.get_data(as_text=True) and "no-store" in shown.headers["Cache-Control"]
    assert client.post(f"{here}/photo/erasure").status_code == 303
    assert _now(app, Blob).erased_why == "asked"
    assert client.post(f"{here}/photo/look").status_code == 422


def test_moving_and_giving_back(app: Flask, client: FlaskClient, world: dict[str, Any]) -> None:
    here, day = f"/drives/{world['booking']}", stamp_day(client) + timedelta(days=3)
    sign_in(client, "advisor")
    assert client.get(f"{here}/move").status_code == 200
    form = {"car_id": world["car"], "on_day": day.isoformat(), "at_time": "11:00", "minutes": "30", "version": "1"}
    assert client.post(f"{here}/move", data=form).status_code == 303
    assert client.post(f"{here}/move", data=form).status_code == 409, "another version by now"
    assert client.post(f"{here}/release", data={"version": "2"}).status_code == 303
    assert _now(app, Booking).released_at is not None
    assert "did not take place" in client.get(here).get_data(as_text=True)


def test_cars_are_added_changed_and_taken_out(app: Flask, client: FlaskClient, world: dict[str, Any]) -> None:
    assert sign_in(client, "advisor").get("/drives/cars").status_code == 403
    sign_in(client, "leader")
    assert client.post("/drives/cars", data={"name": ""}).status_code == 422
    assert client.post("/drives/cars", data={"name": "L6", "plate": "粤B12345", "automatic": "y"}).status_code == 303
    assert "粤B12345" in client.get(f"/drives/cars?car={_now(app, DriveCar).id}").get_data(as_text=True)
    at = f"/drives/cars/{_now(app, DriveCar).id}"
    assert client.post(at, data={"name": "L7", "version": "1"}).status_code == 303
    assert client.post(at, data={"name": "L8", "version": "1"}).status_code == 409
    assert client.post(f"{at}/retirement", data={"version": "2"}).status_code == 303
    refused = client.post(f"/drives/cars/{world['car']}/retirement", data={"version": "1"})
    assert refused.status_code == 422 and "Customers still have this car" in refused.get_data(as_text=True)


def test_new_words_are_a_new_version(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "manager")
    assert "valid driving licence" in client.get("/drives/words").get_data(as_text=True)
    right = {"kind": "drive", "body": "新的协议", "body_en": "", "version": "1"}
    assert client.post("/drives/words", data={**right, "body": ""}).status_code == 422
    assert client.post("/drives/words", data=right).status_code == 303
    assert client.post("/drives/words", data={**right, "body": "别的"}).status_code == 422
    assert (_now(app, DriveText).version, _now(app, DriveText).body) == (2, "新的协议")
    assert "新的协议" in client.get("/drives/words").get_data(as_text=True)


def test_pages_say_their_cost(app: Flask, client: FlaskClient, world: dict[str, Any]) -> None:
    sign_in(client, "manager")
    for address in ("/drives", "/drives/feedback", f"/drives/{world['booking']}", "/drives/words", "/drives/cars"):
        with queries_at_most(8):
            assert client.get(address).status_code == 200
    with counted_queries() as few:
        client.get("/drives/feedback")
    with app.app_context():
        lead = make_lead(name="Dora", phone="13812345678")
        for number in range(60):
            row = TestDrive(store_id=1, lead_id=lead.id, model="E5", driven_on=stamp_of("advisor").today)
            row.sign(stamp_of("advisor"))
            row.doubts = str(number)
            db.session.add(row)
        db.session.commit()
    with counted_queries() as many:
        page = client.get("/drives/feedback").get_data(as_text=True)
    assert len(few) == len(many)
    rest = client.get(
        page.split('hx-get="/drives/feedback')[1].split('"')[0].replace("&amp;", "&").join(("/drives/feedback", ""))
    )
    assert rest.status_code == 200 and page.count("data-nav") + rest.get_data(as_text=True).count("data-nav") == 60
