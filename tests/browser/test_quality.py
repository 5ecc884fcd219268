"""The clerk sets the data right by touch: a number beside its row, a reading, a word for many rows; and takes it back."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.dictionaries.actions import add_word
from crm.dictionaries.rules import Word
from crm.quality import actions
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from tests.browser.hands import enter, looked_at, toast
from tests.quality.people import make_ailing_store
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def test_a_clerk_sets_the_data_right_and_takes_it_back(app: Flask, phone: Page) -> None:
    with app.app_context():
        clerk = stamp_of("clerk")
        car = make_ailing_store()["right"].id
        add_word(kind=Word.MODEL, name="途观 L", stamp=clerk)
        actions.look(clerk)
        db.session.commit()
    enter(phone, app, "clerk", "/quality")
    expect(phone.locator("h1")).to_contain_text("things in the data need a look")
    looked_at(phone)
    phone.get_by_role("link", name="Customers without a phone number").tap()
    phone.locator("td [name=phone]").fill("123")
    phone.get_by_role("button", name="Save").tap()
    expect(phone.locator("td .err")).to_be_visible()
    looked_at(phone)
    phone.locator("td [name=phone]").fill("139 0000 0777")
    phone.get_by_role("button", name="Save").tap()
    toast(phone, "Set right.")
    expect(phone.locator("#left")).to_have_text("0")
    phone.locator(".findings").get_by_role("button", name="Undo").tap()
    toast(phone, "Taken back.")
    expect(phone.locator("#left")).to_have_text("1")
    phone.goto("/quality/mileage-down")
    looked_at(phone)
    phone.locator("[name=before_km]").first.fill("11,000")
    phone.get_by_role("button", name="Save").first.tap()
    toast(phone, "Set right.")
    phone.goto("/dictionaries?of=model")
    looked_at(phone)
    expect(phone.get_by_label("途观 means")).to_have_value("途观 L")
    phone.get_by_role("button", name="Means this").tap()
    expect(phone.locator("h1")).to_contain_text("Every spelling here is known")
    looked_at(phone)
    phone.locator("#changes").get_by_role("button", name="Undo").first.tap()
    toast(phone, "Taken back.")
    with app.app_context():
        assert db.session.get_one(Vehicle, car).model == "途观"
