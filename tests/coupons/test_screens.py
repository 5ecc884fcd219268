"""The counter, the desk and the customer's own page, as people see them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.coupons import codes
from crm.coupons.models import CodeTry, Coupon, CouponEntry, CouponRequest, Offer
from crm.shared.db import db
from jobs.runner import run_all
from tests.makers import make_coupon, make_customer, make_vehicle, make_workshop_visit
from tests.support import queries_at_most, sign_in, stamp_of

HX = {"HX-Request": "true"}


def coupon(app: Flask, **more: Any) -> Any:
    """Carl's coupon, committed; its id and code."""
    with app.app_context():
        made = make_coupon(**more)
        found = (made.id, made.code, made.customer_id)
        db.session.commit()
        return found


def count(app: Flask, model: Any, *where: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


# ---- the counter
def test_olga_looks_a_code_up_sees_what_it_is_and_redeems_it(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app, offer="comeback", position=2)
    sign_in(client, "service")
    seen = client.post("/redeem/look-up", data={"code": codes.shown(code).lower()})
    html = text(seen)
    assert seen.status_code == 200 and "verdict--ok" in html and "minus ¥118" in html
    assert "138****1234" in html and "13812341234" not in html
    done = client.post("/redeem", data={"code": code, "paper_no": "WX260318-07", "idempotency_key": "k1"})
    assert done.status_code == 303
    shown = text(client.get(done.headers["Location"]))
    assert "Redeemed" in shown and "WX260318-07" in shown and "1 coupon · minus ¥118" in shown


def test_the_second_cashier_hears_who_and_when_and_nothing_is_written(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app, position=2)
    sign_in(client, "service").post("/redeem", data={"code": code})
    again = sign_in(client, "manager").post("/redeem", data={"code": code}, headers=HX)
    html = text(again)
    assert (
        again.status_code == 422 and "verdict--bad" in html and "This coupon was used on" in html and "by Olga" in html
    )
    assert "<html" not in html and count(app, CouponEntry, CouponEntry.kind == "redeemed") == 1


def test_a_double_tap_is_one_redemption_and_lands_on_the_same_page(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app, position=2)
    sign_in(client, "service")
    taps = [client.post("/redeem", data={"code": code, "idempotency_key": "same"}) for _ in range(2)]
    assert [tap.status_code for tap in taps] == [303, 303] and taps[0].headers["Location"] == taps[1].headers[
        "Location"
    ]
    assert count(app, CouponEntry, CouponEntry.kind == "redeemed") == 1


def test_a_renewal_voucher_says_check_first_in_words(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app)
    html = text(sign_in(client, "service").post("/redeem/look-up", data={"code": code}))
    assert "verdict--warn" in html and "legal check" in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type or scan the code"),
        ("hello", "not known"),
        ("💥" * 60, "not known"),
        ("' OR 1=1 --", "not known"),
        ("A" * 5000, "not known"),
    ],
)
def test_what_is_no_code_is_said_under_the_box_and_kept(
    app: Flask, client: FlaskClient, typed: str, sentence: str
) -> None:
    sign_in(client, "service")
    for address in ("/redeem/look-up", "/redeem"):
        answer = client.post(address, data={"code": typed})
        assert answer.status_code == 422 and sentence in text(answer)
        assert typed[:5].replace("'", "&#39;") in text(answer)


def test_another_stores_coupon_shows_nothing_of_its_customer(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        made = make_coupon(make_customer("Zoe", "13700000001", by="other_reception"), by="other_marketing")
        code = made.code
        db.session.commit()
    html = text(sign_in(client, "service").post("/redeem/look-up", data={"code": code}))
    assert "another store" in html and "Zoe" not in html and "137" not in html


def test_unknown_codes_are_limited_to_ten_a_minute_and_then_no_code_is_answered(
    app: Flask, client: FlaskClient
) -> None:
    _id, code, _customer = coupon(app)
    sign_in(client, "service")
    answers = [client.post("/redeem/look-up", data={"code": codes.code_from(n)}).status_code for n in range(10)]
    assert answers == [422] * 10 and count(app, CodeTry) == 10
    for address in ("/redeem/look-up", "/redeem"):
        assert client.post(address, data={"code": code}).status_code == 429  # T5
    assert count(app, CouponEntry, CouponEntry.kind == "redeemed") == 0
    assert sign_in(client, "manager").post("/redeem/look-up", data={"code": code}).status_code == 200


def test_known_codes_are_not_counted(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app)
    sign_in(client, "service")
    assert {client.post("/redeem/look-up", data={"code": code}).status_code for _ in range(15)} == {200}


def test_the_camera_is_allowed_here_and_nowhere_else(client: FlaskClient) -> None:
    sign_in(client, "service")
    assert "camera=(self)" in client.get("/redeem").headers["Permissions-Policy"]
    assert "camera=()" in client.get("/retention").headers["Permissions-Policy"]
    assert "style-src 'self'" in client.get("/redeem").headers["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["advisor", "reception", "marketing", "care", "gm"])
def test_only_those_at_the_counter_redeem(app: Flask, client: FlaskClient, who: str) -> None:
    _id, code, _customer = coupon(app)
    sign_in(client, who)
    assert client.get("/redeem").status_code == 403 and client.post("/redeem", data={"code": code}).status_code == 403
    assert count(app, CouponEntry, CouponEntry.kind == "redeemed") == 0


# ---- taking back
def test_max_takes_a_redemption_back_with_a_reason(app: Flask, client: FlaskClient) -> None:
    coupon_id, code, _customer = coupon(app, position=2)
    sign_in(client, "service").post("/redeem", data={"code": code})
    assert client.post(f"/coupons/{coupon_id}/reversal", data={"reason": "wrong car"}).status_code == 403
    sign_in(client, "manager")
    empty = client.post(f"/coupons/{coupon_id}/reversal", data={"reason": "  "})
    assert empty.status_code == 422 and "Say in a word why" in text(empty)
    assert client.post(f"/coupons/{coupon_id}/reversal", data={"reason": "wrong car"}).status_code == 303
    html = text(client.get(f"/coupons/{coupon_id}"))
    assert "wrong car" in html and "Can be used" in html
    again = client.post(f"/coupons/{coupon_id}/reversal", data={"reason": "again"})
    assert again.status_code == 422 and "taken back already" in text(again)


def test_a_coupon_of_another_store_does_not_exist_here(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        coupon_id = make_coupon(make_customer(by="other_reception"), by="other_marketing").id
        db.session.commit()
    sign_in(client, "manager")
    assert client.get(f"/coupons/{coupon_id}").status_code == 404
    for verb in ("reversal", "void"):
        assert client.post(f"/coupons/{coupon_id}/{verb}", data={"reason": "x"}).status_code == 404


# ---- the customer's page
def test_the_customers_page_needs_no_sign_in_and_shows_nobody(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app)
    answer = client.get(f"/c/{code}?lang=en")
    html = text(answer)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
    assert "Renewal voucher" in html and "200" in html and codes.shown(code) in html and "Test store T1" in html
    assert "Carl" not in html and "1234<" not in html and "138" not in html
    assert "style=" not in html and "onclick" not in html and 'd="M2 2h7v1h-7z' in html


def test_it_is_there_in_chinese_and_says_when_it_is_used_or_over(app: Flask, client: FlaskClient) -> None:
    _id, code, _customer = coupon(app, position=2)
    assert "可以用" in text(client.get(f"/c/{code}?lang=zh"))
    sign_in(client, "service").post("/redeem", data={"code": code})
    assert "Used" in text(client.get(f"/c/{code}?lang=en"))
    _id, old, _customer = coupon(app, cause="old", valid_until=date(2026, 1, 1))
    assert "Expired" in text(client.get(f"/c/{old}?lang=en"))


def test_an_unknown_code_has_no_page(app: Flask, client: FlaskClient) -> None:
    coupon(app)
    for code in (codes.code_from(5), "x", "..%2f..", "A" * 500):
        assert client.get(f"/c/{code}").status_code == 404


# ---- the desk
def test_the_desks_list_gives_text_paper_and_the_way_to_the_number(app: Flask, client: FlaskClient) -> None:
    _id, code, customer_id = coupon(app)
    html = text(sign_in(client, "care").get("/campaigns"))
    said = re.search(r'data-copy="([^"]+)"', html)
    assert said and codes.shown(code) in said[1] and f"/c/{code}" in said[1] and "Carl" in said[1] and "¥200" in said[1]
    assert f'href="/customers/{customer_id}#phone"' in html and "13812341234" not in html and "for legal check" in html


@pytest.mark.parametrize("n", [1, 50])
def test_the_desk_costs_the_same_for_one_coupon_and_fifty(app: Flask, client: FlaskClient, n: int) -> None:
    with app.app_context():
        owner = make_customer()
        for cause in range(n):
            make_coupon(owner, cause=f"c{cause}")
        db.session.commit()
    sign_in(client, "care").get("/campaigns")
    with queries_at_most(7):
        assert text(client.get("/campaigns")).count("data-copied") == n


def test_the_list_goes_on_page_by_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = make_customer()
        for cause in range(53):
            make_coupon(owner, cause=f"c{cause}")
        db.session.commit()
    first = text(sign_in(client, "care").get("/campaigns"))
    url = first.split('class="pager"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert text(client.get(url, headers=HX)).count("data-nav") == 3
    assert client.get(url).status_code == 200


def test_the_loyalty_list_is_previewed_and_confirmed_by_marketing(
    app: Flask, client: FlaskClient, monkeypatch: Any
) -> None:
    with app.app_context():
        today = stamp_of("service").today
        for n in range(1, 6):
            car = make_vehicle(make_customer(f"C{n}", f"139000000{n:02}"), vin=None, plate=f"粤B000{n:02}")
            for visit in range(n):  # in every period that may be closed today, whatever the day of the test
                for year in (today.year, today.year - 1):
                    make_workshop_visit(car, date(year, 1 + visit, 5))
        db.session.commit()
    html = text(sign_in(client, "marketing").get("/campaigns/loyalty"))
    said = re.sub(r"value=\"[^\"]*\"", "", html)  # a form's random key may spell any two letters
    assert "C5" in said and "C4" not in said and "Issue to 1 customer" in said
    cause = re.search(r'name="cause" value="([^"]+)"', html)
    assert cause
    assert sign_in(client, "care").post("/campaigns/loyalty", data={"cause": cause[1]}).status_code == 403
    sign_in(client, "marketing")
    assert client.post("/campaigns/loyalty", data={"cause": "2001-H1"}).status_code == 422
    assert client.post("/campaigns/loyalty", data={"cause": cause[1]}).status_code == 303
    again = client.post("/campaigns/loyalty", data={"cause": cause[1]})
    assert again.status_code == 422 and "already" in text(again)
    with app.app_context():
        run_all()
    assert count(app, Coupon) == 1 and "C5" in text(client.get("/campaigns"))


def test_who_is_waiting_is_shown_before_the_gift_goes_to_them(app: Flask, client: FlaskClient) -> None:
    from crm.retention.actions import compute_states
    from crm.shared.stamp import machine

    with app.app_context():
        car = make_vehicle(make_customer(), vin=None, plate="粤B00001", bought_on=date(2020, 1, 1))
        make_workshop_visit(car, stamp_of("service").today - timedelta(days=500))
        stamp = stamp_of("service")
        compute_states(stamp.store_id, machine(stamp.store_id, stamp.at))
        db.session.commit()
    sign_in(client, "marketing")
    assert "Carl" in text(client.get("/campaigns/win-back"))
    assert client.post("/campaigns/win-back").status_code == 303
    with app.app_context():
        run_all()
    assert count(app, Coupon) == 2
    assert client.post("/campaigns/win-back").status_code == 422


# ---- by hand
def test_cora_asks_for_comfort_and_max_approves_on_the_list(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        customer_id = make_customer().id
        offer = db.session.scalar(
            select(Offer.id).where(Offer.store_id == stamp_of("care").store_id, Offer.code == "comfort")
        )
        db.session.commit()
    sign_in(client, "care")
    assert "Four-wheel alignment" in text(client.get(f"/customers/{customer_id}/gifts/new"))
    empty = client.post(f"/customers/{customer_id}/gifts", data={"offer_id": offer, "why": " "})
    assert empty.status_code == 422 and "Say in a word why" in text(empty)
    assert client.post(f"/customers/{customer_id}/gifts", data={"offer_id": "99999", "why": "x"}).status_code == 422
    assert (
        client.post(f"/customers/{customer_id}/gifts", data={"offer_id": offer, "why": "waited 3 h"}).status_code == 303
    )
    assert count(app, Coupon) == 0
    with app.app_context():
        request_id = db.session.scalar(select(CouponRequest.id))
    address = f"/coupons/requests/{request_id}/decision"
    assert client.post(address, data={"verdict": "approved"}).status_code == 403
    sign_in(client, "manager")
    assert "waited 3 h" in text(client.get("/campaigns"))
    refused = client.post(address, data={"verdict": "refused", "note": ""})
    assert refused.status_code == 422 and "why not" in text(refused)
    assert client.post(address, data={"verdict": "nonsense"}).status_code == 422
    assert client.post(address, data={"verdict": "approved"}).status_code == 303
    assert count(app, Coupon) == 3
    assert client.post(address, data={"verdict": "approved"}).status_code == 422 and count(app, Coupon) == 3


def test_a_gift_for_another_stores_customer_is_not_found(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        customer_id = make_customer(by="other_reception").id
        db.session.commit()
    sign_in(client, "care")
    assert client.get(f"/customers/{customer_id}/gifts/new").status_code == 404
    assert client.post(f"/customers/{customer_id}/gifts", data={"offer_id": 1, "why": "x"}).status_code == 404


def test_the_customers_and_the_leads_page_show_the_coupons(app: Flask) -> None:
    from flask import g, render_template

    from crm.coupons.views.panels import customer_panel, lead_panel
    from tests.makers import make_lead

    with app.app_context():
        lead_id, customer_id = (lead := make_lead()).id, lead.customer_id
        assert lead_panel(lead_id, stamp_of("advisor")) is None
        make_coupon(make_customer())
        db.session.commit()
    with app.test_request_context():
        g.language = "en"
        for found in (customer_panel(customer_id, stamp_of("care")), lead_panel(lead_id, stamp_of("advisor"))):
            assert found and "Renewal voucher" in render_template(found[0], **found[1])
            assert ("gifts/new" in render_template(found[0], **found[1])) == found[1]["gives"]


def test_the_timeline_tells_what_happened_to_a_coupon(app: Flask) -> None:
    from crm.coupons.actions import redeem
    from crm.customers.timeline import timeline

    with app.app_context():
        made = make_coupon(position=2)
        redeem(code=made.code, stamp=replace(stamp_of("service"), at=stamp_of("service").at + timedelta(minutes=1)))
        entries = [(entry["code"], entry["name_en"]) for entry in timeline(made.customer_id, kinds=["coupon"])]
    assert entries == [("redeemed", "Olga"), ("issued", "Mary")]


@pytest.mark.parametrize("number", ["99999999999999999999", "-99999999999999999999", "x", ""])
def test_a_number_in_an_address_that_no_database_holds_is_no_error(client: FlaskClient, number: str) -> None:
    sign_in(client, "manager")
    for address in ("/redeem?done=", "/campaigns?before=", "/campaigns?offer=", "/retention?after=2026-01-01."):
        assert client.get(address + number).status_code == 200
    assert client.get(f"/coupons/{number or 'x'}").status_code == 404
