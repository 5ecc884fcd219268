"""Photos of the delivery: a yes of their own, sealed, and gone when it is taken back (F-73)."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from crm.customers.actions import record_consent
from crm.customers.models import ConsentGiven, Customer
from crm.customers.rules import PHOTOS
from crm.orders.actions import remove_photo
from crm.orders.queries import photos_of
from crm.shared import blobs
from crm.shared.blobs import Blob
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import PNG, make_delivery, make_photo
from tests.support import sign_in, stamp_of


@pytest.mark.usefixtures("english")
class TestPhotos:
    def test_a_photo_needs_the_customers_own_yes(self):
        delivery = make_delivery()
        with pytest.raises(Refused) as said:
            make_photo(delivery, agreed=False)
        assert said.value.field == "agreed"
        make_photo(delivery)
        make_photo(delivery, agreed=False)  # the answer stands
        assert db.session.scalars(select(ConsentGiven.purpose)).all() == ["photo"]

    def test_it_is_sealed_and_goes_by_itself(self):
        make_photo()
        blob = db.session.scalars(select(Blob)).one()
        raw = bytes(db.session.scalar(text("SELECT content FROM blobs")))
        assert b"picture" not in raw
        assert blobs.open_blob(blob) == PNG
        assert blob.erase_on == stamp_of("advisor").today + timedelta(days=365)

    def test_taking_the_yes_back_erases_them_at_once(self):
        photo = make_photo()
        carl = db.session.scalars(select(Customer)).one()
        record_consent(carl, consent="service-sms", given=False, stamp=stamp_of("care"))
        assert photos_of(photo.delivery_id)
        record_consent(carl, consent=PHOTOS, given=False, stamp=stamp_of("care"))
        assert photos_of(photo.delivery_id) == []
        assert db.session.scalar(text("SELECT content FROM blobs")) is None

    def test_one_is_removed_and_six_are_enough(self):
        photo = make_photo()
        for _n in range(5):
            make_photo()
        with pytest.raises(Refused) as said:
            make_photo()
        assert said.value.field == "photo"
        assert remove_photo(photo, stamp=stamp_of("advisor")) == 1
        assert make_photo().id


def test_sam_takes_a_photo_and_nobody_else_sees_it(app, client):
    with app.app_context():
        order = make_delivery().order_id
        db.session.commit()
    sign_in(client, "advisor")
    assert client.post(f"/orders/{order}/photos", data={}).status_code == 422
    wrong = client.post(f"/orders/{order}/photos", data={"photo": (io.BytesIO(b"%PDF"), "a.png"), "agreed": "y"})
    assert wrong.status_code == 422
    assert "JPEG, PNG or WebP" in wrong.get_data(as_text=True)
    sent = {"photo": (io.BytesIO(PNG), "carl.png"), "agreed": "y"}
    assert client.post(f"/orders/{order}/photos", data=sent).status_code == 303
    page = client.get(f"/orders/{order}").get_data(as_text=True)
    assert "/delivery-photos/1" in page
    shown = client.get("/delivery-photos/1")
    assert (shown.data, shown.mimetype, shown.headers["Cache-Control"]) == (PNG, "image/png", "no-store")
    assert sign_in(app.test_client(), "advisor2").get("/delivery-photos/1").status_code == 404
    assert client.post("/delivery-photos/1/removal").status_code == 303
    assert client.get("/delivery-photos/1").status_code == 404
