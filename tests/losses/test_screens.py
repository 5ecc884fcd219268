"""What people see after a loss: the words to say, marketing's page, the month's review."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import select

from crm.losses.models import Occasion, Touch
from crm.shared.clock import clock
from crm.shared.db import db
from tests.losses.test_actions import lost
from tests.support import queries_at_most, sign_in, stamp_of


def filed(app, *people, **more):
    """Lost customers, one for each number; the leads' ids."""
    with app.app_context():
        found = [lost(phone, **more).id for phone in people or ("13800000001",)]
        db.session.commit()
        return found


def text(response):
    return response.get_data(as_text=True)


def stage_of(app, lead_id):
    from crm.leads.models import Lead

    with app.app_context():
        return db.session.get_one(Lead, lead_id).stage


PRICE = {"kind": "price", "model": "L6", "old_price": "20.98万", "new_price": "199,800"}


# ---- words
def test_sam_copies_his_thanks_taps_how_and_takes_a_wrong_tap_back(app, client):
    [lead] = filed(app)
    page = text(sign_in(client, "advisor").get("/losses/touches"))
    assert "thank you for your time and for looking at the 澄野 L6" in page
    assert "0 of 1 thanked" in page
    assert "word of thanks or greeting is due" in text(client.get("/my-day/beside"))
    with app.app_context():
        word = db.session.scalar(select(Touch.id).where(Touch.kind == "thanks"))
    said = f"/losses/touches/{word}/words"
    assert "Say how it was said" in text(client.post(said, data={}))
    assert client.post(said, data={"how": "lapsed"}).status_code == 422
    assert client.post(said, data={"how": "wechat"}).status_code == 303
    assert client.post(said, data={"how": "phone"}).status_code == 422
    assert "Said: WeChat" in text(client.get(f"/leads/{lead}"))
    assert "1 of 1 thanked" in text(client.get("/losses/touches"))
    assert sign_in(client, "manager").post(f"/losses/touches/{word}/undoing").status_code == 422
    assert sign_in(client, "advisor").post(f"/losses/touches/{word}/undoing").status_code == 303
    assert "0 of 1 thanked" in text(client.get("/losses/touches"))
    assert sign_in(client, "advisor2").post(said, data={"how": "wechat"}).status_code == 404


def test_the_words_cost_as_many_statements_for_one_as_for_many(app, client):
    filed(app, *(f"1380000{n:04}" for n in range(12)))
    sign_in(client, "manager").get("/losses/touches?whose=all")
    with queries_at_most(8):
        client.get("/losses/touches?whose=all")


# ---- marketing
def test_mary_sees_whom_a_lower_price_wakes_before_anything_happens(app, client):
    near, far = filed(app), filed(app, "13800000002", price_gap=-1_500_000)
    sign_in(client, "marketing").get("/losses/occasions/new")
    today = f"{clock.now():%Y-%m-%d}"
    with queries_at_most(8):
        page = text(
            client.get("/losses/occasions/new", query_string={**PRICE, "from_on": "2099-01-01", "branches": "price"})
        )
    assert "It wakes <b>2</b> customers" in page
    assert "13800000001" not in page
    with app.app_context():
        today = stamp_of("marketing").today.isoformat()
    page = text(client.get("/losses/occasions/new", query_string={**PRICE, "from_on": today, "only_covered": "y"}))
    assert "It wakes <b>0</b> customers" in page
    assert "2 where the gap is wider or was not told" in page
    entered = {**PRICE, "from_on": today, "interests": "澄野 L6", "note": "Until Sunday"}
    stale = client.post("/losses/occasions", data={**entered, "seen": "1"})
    assert stale.status_code == 422
    assert "By now it concerns 2 customers" in text(stale)
    assert "Until Sunday" in text(stale)
    assert client.post("/losses/occasions", data={**entered, "seen": "2"}).status_code == 303
    assert {stage_of(app, one) for one in (*near, *far)} == {"open"}
    page = text(client.get("/losses/occasions"))
    assert "¥209,800 → ¥199,800" in page
    day = text(sign_in(client, "advisor").get("/my-day"))
    assert "A reason to call again" in day
    assert "L6: the price went from ¥209,800 to ¥199,800. Until Sunday" in text(client.get(f"/leads/{near[0]}"))
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    with app.app_context():
        number = db.session.scalar(select(Occasion.id))
    back = f"/losses/occasions/{number}/taking-back"
    assert sign_in(client, "advisor").post(back).status_code == 403
    assert sign_in(client, "marketing").post(back, data={"version": version}).status_code == 303
    assert {stage_of(app, one) for one in (*near, *far)} == {"lost"}
    assert sign_in(client, "other_marketing").post(back, data={"version": version}).status_code == 404


WRONG = [
    ({"new_price": "21万"}, "Only a lower price"), ({"new_price": "cheap"}, "Write the amount in yuan"),
    ({"old_price": ""}, "What did it cost until now?"), ({"kind": "gift"}, "This choice does not exist."),
    ({"from_on": "2001-01-01"}, "This day has gone by"), ({"model": ""}, "Which car is it?"),
    ({"from_on": "soon"}, "Write the day like"), ({"interests": []}, "Choose at least one of the cars"),
    ({"branches": "nonsense"}, "By now it concerns 0"), ({"seen": ""}, "By now it concerns 1"),
]  # fmt: skip


def test_what_cannot_be_is_said_under_its_field_and_wakes_nobody(app, client):
    [lead] = filed(app)
    sign_in(client, "marketing")
    with app.app_context():
        today = stamp_of("marketing").today.isoformat()
    for wrong, sentence in WRONG:
        sent = {**PRICE, "from_on": today, "interests": ["澄野 L6"], "seen": "1", **wrong}
        answer = client.post("/losses/occasions", data=sent)
        assert (answer.status_code, sentence in text(answer)) == (422, True), sentence
    assert stage_of(app, lead) == "lost"


# ---- the month
def test_the_month_says_why_for_which_car_with_whom_to_whom_and_by_how_much(app, client):  # R-712, F-15…F-17
    filed(app, "13800000001", price_gap=-400_000, would_have_won="A better trade-in")
    filed(app, "13800000002", reason="competitor", competitor_brand="朔望", competitor_model="S5", interest="澄野 X7")
    filed(app, "13800000003", reason="budget", owner="advisor2", by="supervisor")
    sign_in(client, "manager").get("/losses")
    with queries_at_most(8):
        page = text(client.get("/losses"))
    for said in (
        "Lost <b>3</b>",
        "朔望",
        "澄野 X7",
        "Vera",
        "A better trade-in",
        "told for 1; the middle one ¥4,000",
        "Sue",
        "Max",
    ):
        assert said in page, said
    narrow = text(client.get("/losses?branch=product&rival=朔望"))
    assert "Lost <b>1</b>" in narrow
    assert "A better trade-in" not in narrow
    assert "Lost <b>1</b>" in text(client.get("/losses?model=澄野+X7&by=rival"))
    assert "No sale was lost" in text(client.get("/losses?month=2020-02"))
    assert sign_in(client, "advisor").get("/losses").status_code == 403


def test_an_address_that_means_nothing_is_no_accident(app, client):
    filed(app)
    sign_in(client, "manager")
    for query in (
        "month=13", "month=2099-12", "branch=x", "reason=x", "advisor=99999999999999999999", "before=x", "by=x",
        "model=", "rival=%00", "advisor=-1",
    ):  # fmt: skip
        assert client.get(f"/losses?{query}").status_code == 200, query
    assert sign_in(client, "marketing").get("/losses/occasions/new?model=%00&after=x").status_code == 200


def test_another_store_sees_nothing_of_it(app, client):
    filed(app)
    assert "No sale was lost" in text(sign_in(client, "other_manager").get("/losses"))
    assert "No word is due" in text(sign_in(client, "other_manager").get("/losses/touches?whose=all"))


def test_it_is_late_on_the_page_of_the_review_when_the_manager_was_called(app, client):  # F-15
    from crm.losses.actions import escalate
    from crm.shared.stamp import Stamp, machine
    from tests.makers import make_lost_sale

    with app.app_context():
        sam = stamp_of("advisor")
        sale = make_lost_sale(stamp=Stamp(sam.by, sam.at - timedelta(hours=25)))
        assert escalate(machine(sale.store_id, sam.at)) == 1
        db.session.commit()
    assert "waits too long for its review" in text(sign_in(client, "manager").get("/notices"))
    assert "the manager was called" in text(client.get("/lost"))


def test_a_new_model_may_wake_whoever_asked_for_another_car(app, client):  # wait for a new model
    filed(app, reason="product_design")
    sign_in(client, "marketing")
    today = clock.day(clock.now()).isoformat()
    asked = {"kind": "model", "model": "E7", "from_on": today}
    assert "It wakes <b>1</b> customer" in text(client.get("/losses/occasions/new", query_string=asked))
    page = text(client.get("/losses/occasions/new", query_string={**asked, "asked_for": "X7"}))
    assert "No lost customer asked for a car of this name." in page


def test_who_was_filed_twice_is_offered_with_the_leads_that_may_be_the_same_person(app, client):  # F-17
    from tests.makers import make_lead

    with app.app_context():
        [old, new] = [
            make_lead(name="Carl", interest=car, **more).id
            for car, more in (("澄野 L6", {"stage": "lost"}), ("澄野 X7", {}))
        ]
        db.session.commit()
    address = f"/leads/{new}/lost-sale"
    page = text(sign_in(client, "advisor").get(address))
    assert f"No. {old} · Carl · 澄野 L6 · Sam" in page
    assert "Give the number of the lead that stays." in text(client.post(address, data={"reason": "duplicate"}))
    wrong = client.post(address, data={"reason": "duplicate", "duplicate_of": str(new)})
    assert "There is no other lead with this number" in text(wrong)
    assert client.post(address, data={"reason": "duplicate", "duplicate_of": [str(old), ""]}).status_code == 303
