"""The stand's form on a visitor's phone, the desk by touch, and the doors in the settings, in a real browser."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.shared.db import db
from tests.browser.hands import enter, looked_at, toast
from tests.makers import make_enquiry, make_source

pytestmark = pytest.mark.databases("sqlite")


def stand(app: Flask) -> str:
    with app.app_context():
        code = make_source(name="Motor show", kind="event", channel="event", routing="pool", form_open=True).code
        db.session.commit()
        return str(code)


def test_a_visitor_signs_up_and_it_stands_on_the_open_desk_by_itself(app: Flask, tablet: Page, phone: Page) -> None:
    code = stand(app)
    enter(tablet, app, "dcc", "/enquiries")
    expect(tablet.locator("#list")).to_contain_text("The pool is empty")
    phone.goto(f"/e/{code}")
    looked_at(phone)
    expect(phone.get_by_role("checkbox")).not_to_be_checked()
    phone.get_by_label("Mobile number").fill("1381234")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.locator(".err")).to_contain_text("this has 7")
    phone.get_by_label("Mobile number").fill("13812341234")
    phone.get_by_label("Your name").fill("周先生")
    phone.get_by_role("button", name="Send").tap()
    expect(phone.get_by_role("heading")).to_contain_text("Thank you")
    looked_at(phone)
    expect(tablet.locator("#list")).to_contain_text("Mr 周", timeout=12_000)  # the desk asks every five seconds
    expect(tablet.locator("h1")).to_contain_text("1 in the pool")
    expect(tablet.locator("h1")).to_have_count(1)
    looked_at(tablet)
    tablet.get_by_role("button", name="Claim").tap()
    toast(tablet, "It is yours.")


def test_handing_on_happens_in_a_dialog(app: Flask, tablet: Page) -> None:
    with app.app_context():
        make_enquiry()
        db.session.commit()
    enter(tablet, app, "dcc", "/enquiries?view=open")
    tablet.get_by_role("link", name="Hand on").tap()
    tablet.locator("dialog").get_by_role("button", name="Hand on").tap()
    expect(tablet.locator("dialog .err").first).to_contain_text("Choose who goes on with it.")
    looked_at(tablet)
    tablet.locator("dialog").get_by_label("Who goes on with it").select_option(label="Sam")
    tablet.locator("dialog").get_by_label("Why this person").fill("Wants a test drive")
    tablet.locator("dialog").get_by_role("button", name="Hand on").tap()
    toast(tablet, "Sam goes on with it.")


def test_the_doors_in_the_settings_are_clean(app: Flask, tablet: Page) -> None:
    stand(app)
    for address in ("/settings/sources", "/settings/sources/new?kind=media", "/settings/sources/1"):
        enter(tablet, app, "manager", address)
        looked_at(tablet)
    tablet.get_by_role("button", name="Make a token").tap()
    expect(tablet.locator("[data-token]")).to_contain_text("yk_")
    looked_at(tablet)
