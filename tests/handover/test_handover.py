"""After-sales takes Carl over within a day, else the board says so (A-33)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.handover import queries
from crm.handover.actions import accept
from crm.handover.models import Acceptance
from crm.notices.models import Notice
from crm.orders.models import Delivery
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_delivery, make_lead, make_order
from tests.support import queries_at_most, sign_in, stamp_of


def text(response):
    return response.get_data(as_text=True)


def delivered(app, **more):
    with app.app_context():
        found = make_delivery(**more)
        db.session.commit()
        return found.id, found.order_id


@pytest.mark.usefixtures("english")
class TestAccepting:
    def test_one_takes_over_and_the_second_hears_of_it(self):
        delivery = make_delivery()
        other = make_delivery(make_order(make_lead(name="Dora", phone="13800000004")), vin="LSVAM4187C2184111")
        open_ones = select(Notice.staff_id).where(Notice.kind == "handover", Notice.ended_at.is_(None))
        assert len(db.session.scalars(open_ones).all()) == 2  # Olga and Cora once each, however many wait
        accept(delivery, note="Called him today", stamp=stamp_of("care"))
        assert len(db.session.scalars(open_ones).all()) == 2
        accept(other, stamp=stamp_of("care"))
        assert db.session.scalars(open_ones).all() == []
        with pytest.raises(Refused, match="colleague"):
            accept(delivery, stamp=stamp_of("service"))
        assert set(db.session.scalars(select(Acceptance.by_id))) == {stamp_of("care").by.id}

    def test_late_begins_when_the_day_is_over(self):
        delivery, stamp = make_delivery(), stamp_of("care")
        assert queries.tally(stamp)[:] == (1, 0)
        delivery.accept_by_at = stamp.at - timedelta(minutes=1)
        db.session.flush()
        assert queries.tally(stamp)[:] == (1, 1)
        assert [row.id for row in queries.late_ones(stamp)] == [delivery.id]
        accept(delivery, stamp=stamp)
        assert queries.tally(stamp)[:] == (0, 0)

    def test_what_was_delivered_before_this_promise_owes_nothing(self):
        delivery = make_delivery()
        delivery.accept_by_at = None
        db.session.flush()
        assert queries.tally(stamp_of("care")).waiting == 0
        with pytest.raises(Refused):
            accept(delivery, stamp=stamp_of("care"))


def test_cora_takes_over_and_sam_sees_who(app, client):
    number, order = delivered(app, wishes="Calls after six only", checks=["car"], left_out="Second key on Friday")
    sign_in(client, "care")
    page = text(client.get("/handovers"))
    for said in ("Carl", "138****1234", "Calls after six only", "Second key on Friday", "Seven-day call"):
        assert said in page
    assert client.post(f"/handovers/{number}/acceptance", data={"note": "x" * 201}).status_code == 422
    assert client.post(f"/handovers/{number}/acceptance", data={"note": "Card given"}).status_code == 303
    again = client.post(f"/handovers/{number}/acceptance", data={})
    assert again.status_code == 422
    assert "A colleague has taken" in text(again)
    assert "Card given" in text(client.get("/handovers?view=accepted"))
    sam = sign_in(app.test_client(), "advisor")
    assert "Cora" in text(sam.get(f"/orders/{order}"))
    assert sam.post(f"/handovers/{number}/acceptance").status_code == 403
    assert "Carl" not in text(sign_in(app.test_client(), "advisor2").get("/handovers?view=accepted"))


def test_a_late_hand_over_is_an_alarm_on_the_board(app, client):
    delivered(app)
    sign_in(client, "manager")
    assert "not taken over" not in text(client.get("/board"))
    with app.app_context():
        late = make_delivery(make_order(make_lead(name="Dora", phone="13800000004")), vin="LSVAM4187C2184111")
        late.accept_by_at -= timedelta(hours=25)
        db.session.commit()
        order = late.order_id
    page = text(client.get("/board"))
    assert "1 new owner was not taken over by after-sales within 24 hours" in page
    assert f"/orders/{order}" in page


@pytest.mark.databases("sqlite")
def test_the_page_costs_the_same_for_one_and_for_many(app, client):
    delivered(app)
    sign_in(client, "care")
    client.get("/handovers")
    with queries_at_most(4):
        client.get("/handovers")
    with app.app_context():
        first = db.session.scalars(select(Delivery)).one()
        for n in range(52):
            order = make_order(make_lead(name=f"C{n}", phone=f"138000001{n:02}"))
            db.session.add(
                Delivery(store_id=1, order_id=order.id, vehicle_id=first.vehicle_id, delivered_on=first.delivered_on,
                         mileage_km=1, accept_by_at=first.accept_by_at, at=first.at, by_id=first.by_id)
            )  # fmt: skip
        db.session.commit()
    with queries_at_most(4):
        assert "before=" in text(client.get("/handovers"))
