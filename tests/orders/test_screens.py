"""Orders on the screen: Sam offers, signs and delivers; Max decides; nobody else sees them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.leads.models import Lead
from crm.orders.actions import ask_to_cancel
from crm.orders.models import Cancellation, Delivery, Order, Quotation
from crm.orders.rules import Becomes, CancelReason, Deposit
from crm.shared.db import db
from tests.makers import make_customer, make_delivery, make_lead, make_order
from tests.support import queries_at_most, sign_in, stamp_of

VIN = "LSVAM4187C2184847"
LATER = "2099-01-01"


def placed(app, **more):
    with app.app_context():
        order = make_order(**more)
        db.session.commit()
        return order.id, order.lead_id


def lead_in(app, **more):
    with app.app_context():
        found = make_lead(**more).id
        db.session.commit()
        return found


def asked_for(app, order_id, **more):
    with app.app_context():
        order, sam = db.session.get_one(Order, order_id), stamp_of("advisor")
        told = {"reason": CancelReason.FINANCE, "written_on": sam.today, "becomes": Becomes.OPEN, **more}
        ask_to_cancel(order, db.session.get_one(Lead, order.lead_id), stamp=sam, **told)
        db.session.commit()


def soon(app, days=10):
    with app.app_context():
        return (stamp_of("advisor").today + timedelta(days=days)).isoformat()


def text(response):
    return response.get_data(as_text=True)


def test_sam_quotes_orders_and_hands_over(app, client):
    lead = lead_in(app, interest="澄野 L6")
    sign_in(client, "advisor")
    assert "澄野 L6" in text(client.get(f"/leads/{lead}/quotations/new"))
    offer = {
        "model": "澄野 L6", "price": "20.98 万", "discount": "5000", "valid_until": soon(app), "old_car": "朔望 S5 2019",
        "old_km": "82,000 km", "old_value": "60000", "down": "64800", "months": "36", "rate_bp": "3.99%",
    }  # fmt: skip
    sent = client.post(f"/leads/{lead}/quotations", data=offer)
    assert sent.status_code == 303
    paper = text(client.get(sent.location))
    for said in ("¥204,800", "¥60,000", "82,000 km", "¥144,800", "3.99%"):
        assert said in paper
    with app.app_context():
        number = db.session.scalars(select(Quotation.id)).one()
    assert 'value="209,800"' in text(client.get(f"/leads/{lead}/orders/new?quotation={number}"))
    signed = {"model": "澄野 L6", "price": "209800", "discount": "5000", "deposit_kind": "earnest", "deposit": "10,000",
              "promised_on": soon(app), "quotation": str(number)}  # fmt: skip
    assert client.post(f"/leads/{lead}/orders", data=signed).status_code == 303
    assert "¥204,800" in text(client.get(f"/leads/{lead}"))
    with app.app_context():
        order = db.session.scalars(select(Order)).one()
        today = stamp_of("advisor").today
    page = text(client.get(f"/orders/{order.id}"))
    assert "Civil Code 586" in page
    assert client.get(f"/orders/{order.id}/delivery/new").status_code == 200
    data = {"vin": VIN.lower(), "plate": "", "energy": "fuel", "mileage_km": "12", "delivered_on": today.isoformat(),
            "checks": ["car", "keys"], "left_out": "Invoice comes on Monday"}  # fmt: skip
    assert client.post(f"/orders/{order.id}/delivery", data=data).status_code == 303
    page = text(client.get(f"/orders/{order.id}"))
    assert "Invoice comes on Monday" in page
    assert client.post(f"/orders/{order.id}/checks", data={"checks": ["papers"]}).status_code == 303
    assert "3 / 7" in text(client.get(f"/orders/{order.id}"))
    page = text(client.get(f"/leads/{lead}"))
    assert "Handed over" in page
    assert "No plate yet" in page
    with app.app_context():
        assert len(db.session.scalars(select(Delivery)).all()) == 1
    assert client.post(f"/orders/{order.id}/delivery", data=data).status_code == 422


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Which car was ordered"),
        ({"model": "L6", "price": "cheap", "deposit_kind": "earnest"}, "Write the amount in yuan"),
        ({"model": "L6", "price": "0", "deposit_kind": "earnest"}, "more than nothing"),
        ({"model": "L6", "price": "100000", "deposit_kind": "earnest", "deposit": "20001"}, "at most 20% of the price: ¥20,000"),
        ({"model": "L6", "price": "100000", "deposit_kind": "earnest", "deposit": "-5"}, "not negative"),
        ({"model": "L6", "price": "100000", "deposit_kind": "advance", "discount": "-5"}, "not negative"),
        ({"model": "L6", "price": "100000", "deposit_kind": "advance", "discount": "100000"}, "more than the price"),
        ({"model": "L6", "price": "100000", "deposit_kind": "cash"}, "This choice does not exist"),
        ({"model": "L6", "price": "100000", "deposit_kind": "advance", "promised_on": "soon"}, "Write the day like"),
        ({"model": "L6", "price": "100000", "deposit_kind": "advance", "promised_on": ""}, "names the latest day"),
        ({"model": "L6", "price": "100000", "deposit_kind": "advance", "promised_on": LATER}, "within 730 days"),
    ],
)  # fmt: skip
def test_a_wrong_order_is_told_and_kept(app, client, sent, said):
    lead = lead_in(app)
    sent = {"promised_on": soon(app), **sent} if sent else sent
    answer = sign_in(client, "advisor").post(f"/leads/{lead}/orders", data=sent)
    assert answer.status_code == 422
    assert said in text(answer)
    for typed in sent.values():
        assert typed in text(answer) or typed == "cash"


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "The VIN stands on the car"),
        ({"vin": VIN, "mileage_km": "-3", "delivered_on": "2026-01-01"}, "Write a whole number"),
        ({"vin": VIN, "mileage_km": "12", "delivered_on": ""}, "On which day"),
        ({"vin": VIN, "mileage_km": "12", "delivered_on": "2126-01-01"}, "between the order and today"),
        ({"vin": VIN, "mileage_km": "12", "delivered_on": None}, "say what is still to be done"),
    ],
)
def test_a_wrong_delivery_is_told(app, client, sent, said):
    order, _lead = placed(app)
    if sent.get("delivered_on", "") is None:
        sent = {**sent, "delivered_on": soon(app, 0)}
    answer = sign_in(client, "advisor").post(f"/orders/{order}/delivery", data=sent)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_vin_with_a_wrong_check_digit_warns_and_never_blocks(app, client):  # F-51
    order, _lead = placed(app)
    wrong = VIN[:-1] + "0"
    sign_in(client, "advisor")
    with app.app_context():
        version = db.session.get_one(Order, order).version
    told = {"promised_on": soon(app), "vin": wrong, "version": str(version)}
    assert client.post(f"/orders/{order}/promise", data=told).status_code == 303
    page = text(client.get(f"/orders/{order}"))
    assert "The check digit of this VIN should be" in page
    assert wrong not in page  # masked
    data = {"vin": wrong, "mileage_km": "1", "delivered_on": soon(app, 0), "left_out": "-"}
    assert client.post(f"/orders/{order}/delivery", data=data).status_code == 303


def test_two_people_tell_another_day(app, client):
    order, _lead = placed(app)
    sign_in(client, "advisor")
    old = {"promised_on": soon(app, 5), "version": "1"}
    assert client.post(f"/orders/{order}/promise", data=old).status_code == 303
    late = client.post(f"/orders/{order}/promise", data={"promised_on": soon(app, 9), "version": "1"})
    assert late.status_code == 409
    assert soon(app, 5) in text(late) and soon(app, 9) in text(late)


def test_veras_eyes_do_not_reach_sams_order(app, client):
    order, lead = placed(app)
    sign_in(client, "advisor2")
    for path in (f"/orders/{order}/delivery", f"/orders/{order}/cancellation", f"/leads/{lead}/orders",
                 f"/leads/{lead}/quotations", f"/leads/{lead}/referral"):  # fmt: skip
        assert client.post(path, data={}).status_code == 404
    assert client.get(f"/orders/{order}").status_code == 404


class TestCancelling:
    def test_sam_asks_and_max_decides(self, app, client):
        order, lead = placed(app, deposit=500_000, deposit_kind=Deposit.ADVANCE)
        sign_in(client, "advisor")
        assert client.post(f"/orders/{order}/cancellation", data={}).status_code == 422
        told = {"reason": "finance", "written_on": soon(app, 0), "becomes": "open"}
        assert client.post(f"/orders/{order}/cancellation", data=told).status_code == 303
        assert "waits for its answer" in text(client.get(f"/leads/{lead}"))
        assert client.get(f"/orders/{order}/cancellation/decision/new").status_code == 403
        manager = sign_in(app.test_client(), "manager")
        assert f"/orders/{order}" in text(manager.get("/orders?view=cancelling"))
        sheet = text(manager.get(f"/orders/{order}/cancellation/decision/new"))
        assert 'value="5,000"' in sheet and "goes back to the buyer" in sheet  # the law's suggestion
        address = f"/orders/{order}/cancellation/decision"
        assert manager.post(address, data={}).status_code == 422
        assert manager.post(address, data={"verdict": "approved", "refund": "5000"}).status_code == 303
        assert manager.post(address, data={"verdict": "approved", "refund": "5000"}).status_code == 422
        assert f"/orders/{order}" in text(manager.get("/orders?view=owed"))
        assert manager.post(f"/orders/{order}/refund").status_code == 303
        assert f"/orders/{order}" not in text(manager.get("/orders?view=owed"))
        assert "The loan was refused" in text(client.get(f"/leads/{lead}"))
        assert client.get(f"/leads/{lead}/orders/new").status_code == 200

    def test_it_is_withdrawn(self, app, client):
        order, lead = placed(app)
        asked_for(app, order)
        sign_in(client, "advisor")
        assert client.post(f"/orders/{order}/cancellation/withdrawal").status_code == 303
        assert "Hand over" in text(client.get(f"/leads/{lead}"))
        with app.app_context():
            assert db.session.scalars(select(Cancellation.closed_at)).one()


class TestReferral:
    def test_the_number_is_asked_for_in_full(self, app, client):
        lead = lead_in(app)
        with app.app_context():
            make_customer("Olaf", "13800000001")
            db.session.commit()
        sign_in(client, "advisor")
        for typed, said in (("", "Whose number"), ("138000", "11 digits"), ("13900000000", "Nobody on file")):
            answer = client.post(f"/leads/{lead}/referral", data={"giver_phone": typed})
            assert answer.status_code == 422
            assert said in text(answer) and typed in text(answer)
        assert client.post(f"/leads/{lead}/referral", data={"giver_phone": "138 0000 0001"}).status_code == 303
        assert "Sent by Olaf" in text(client.get(f"/leads/{lead}"))
        assert client.post(f"/leads/{lead}/referral/removal").status_code == 303
        assert "Sent by Olaf" not in text(client.get(f"/leads/{lead}"))


@pytest.mark.databases("sqlite")
def test_the_list_costs_the_same_for_one_and_for_many(app, client):
    with app.app_context():
        make_order(promised_on=stamp_of("advisor").today)
        make_delivery(make_order(make_lead(name="Dora", phone="13800000004")), vin="LSVAM4187C2184111")
        db.session.commit()
    sign_in(client, "manager")
    client.get("/orders")
    for view in ("waiting", "late", "cancelling", "owed", "delivered"):
        with queries_at_most(4):
            assert client.get(f"/orders?view={view}").status_code == 200
    with app.app_context():
        for n in range(55):
            make_order(make_lead(name=f"C{n}", phone=f"138000001{n:02}"))
        db.session.commit()
    with queries_at_most(4):
        page = text(client.get("/orders"))
    assert "before=" in page
    with queries_at_most(8):
        client.get("/orders/1")
