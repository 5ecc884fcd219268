"""Offered and ordered on a phone, cancelled by the manager, delivered with its checklist, taken over by after-sales."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.orders.rules import Becomes, CancelReason
from crm.shared.db import db
from tests.browser.hands import choose, enter, looked_at, toast
from tests.makers import PNG, make_lead, make_order
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def days(app: Flask, count: int) -> str:
    with app.app_context():
        return (stamp_of("advisor").today + timedelta(days=count)).isoformat()


def test_sam_offers_orders_and_hands_over_on_the_phone_and_cora_takes_over(
    app: Flask, phone: Page, tablet: Page
) -> None:
    with app.app_context():
        lead = make_lead(interest="澄野 L6").id
        db.session.commit()
    enter(phone, app, "advisor", f"/leads/{lead}")
    phone.get_by_role("link", name="Quote").tap()
    phone.get_by_label("Price (yuan)").fill("20.98 万")
    phone.get_by_label("Their car").fill("Sunrise S5, 2019")
    phone.locator(".btn--go").tap()
    expect(phone.locator(".err").first).to_contain_text("How many kilometres")
    looked_at(phone)
    phone.locator("input[name=old_km]").fill("82,000")
    phone.locator("input[name=old_value]").fill("60000")
    phone.locator(".btn--go").tap()
    expect(phone.locator("main")).to_contain_text("¥149,800")
    looked_at(phone)
    phone.get_by_role("link", name="Place an order").tap()
    choose(phone, "deposit_kind", "earnest")
    phone.locator("input[name=deposit]").fill("50,000")
    phone.locator("input[name=promised_on]").fill(days(app, 9))
    phone.locator("input[name=vin]").fill("LSVAM4187C2184840")  # its check digit is wrong: said, never refused
    phone.get_by_role("button", name="Place the order").tap()
    expect(phone.locator(".err").first).to_contain_text("at most 20% of the price: ¥41,960")
    expect(phone.locator("main")).to_contain_text("Civil Code 586")
    phone.locator("input[name=deposit]").fill("10000")
    phone.get_by_role("button", name="Place the order").tap()
    toast(phone, "check digit")
    phone.get_by_role("link", name="The whole order").tap()
    expect(phone.locator("h1")).to_contain_text("promised by")
    looked_at(phone)
    phone.get_by_role("link", name="Hand over", exact=True).tap()
    phone.locator("dialog input[name=mileage_km]").fill("12")
    for box in phone.locator("dialog input[name=checks]").all()[:6]:
        box.check()
    phone.get_by_role("button", name="Hand the car over").tap()
    expect(phone.locator("dialog .err").first).to_contain_text("still to be done")
    phone.locator("dialog input[name=left_out]").fill("Meets Olga on Friday")
    looked_at(phone)
    phone.get_by_role("button", name="Hand the car over").tap()
    toast(phone, "Handed over")
    phone.get_by_role("link", name="Photo", exact=True).tap()
    phone.locator("dialog input[name=photo]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    phone.get_by_role("button", name="Keep the photo").tap()
    expect(phone.locator("dialog .err").first).to_contain_text("own yes")
    enter(tablet, app, "care", "/handovers")
    tablet.get_by_role("button", name="I am looking at it").tap()
    expect(tablet.locator("main")).to_contain_text("Meets Olga on Friday")
    looked_at(tablet)
    tablet.get_by_role("button", name="Take over").tap()
    toast(tablet, "Taken over")
    enter(phone, app, "advisor", "/handovers?view=accepted")
    expect(phone.locator("main")).to_contain_text("Cora")


def test_max_decides_about_a_cancellation(app: Flask, tablet: Page, phone: Page) -> None:
    from crm.leads.models import Lead
    from crm.orders.actions import ask_to_cancel

    with app.app_context():
        order, sam = make_order(deposit=500_000), stamp_of("advisor")
        lead = db.session.get_one(Lead, order.lead_id)
        ask_to_cancel(order, lead, reason=CancelReason.FINANCE, written_on=sam.today, becomes=Becomes.OPEN, stamp=sam)
        db.session.commit()
        number = lead.id
    enter(tablet, app, "manager", "/orders?view=cancelling")
    tablet.get_by_role("button", name="I am looking at it").tap()
    expect(tablet.get_by_role("button", name="I am looking at it")).to_have_count(0)
    looked_at(tablet)
    tablet.get_by_role("link", name="Carl").tap()
    tablet.get_by_role("link", name="Answer the request").tap()
    expect(tablet.locator("dialog")).to_contain_text("goes back to the buyer in full")
    choose(tablet, "verdict", "approved")
    looked_at(tablet)
    tablet.locator("dialog").get_by_role("button", name="Decide").tap()
    toast(tablet, "Cancelled.")
    tablet.get_by_role("button", name="Paid back").tap()
    toast(tablet, "Paid back.")
    enter(phone, app, "advisor", f"/leads/{number}")
    expect(phone.locator("main")).to_contain_text("The last order was cancelled: The loan was refused")
