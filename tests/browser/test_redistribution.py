"""Old leads change hands: Max sees the dry run and confirms, Vera has the lead with its story, Max takes it back."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.shared.db import db
from tests.ageing.people import make_old
from tests.browser.hands import enter, looked_at, toast
from tests.makers import make_call
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def old_leads(app: Flask) -> int:
    """Sam has three old leads; he has called the first one. Its number."""
    from crm.ageing.actions import plan

    with app.app_context():
        first = make_old(61)
        make_call(first)
        make_old(93), make_old(125)
        plan(stamp_of("manager"))
        db.session.commit()
        return int(first.id)


def test_max_confirms_vera_has_it_with_its_story_and_undo_brings_it_back(app: Flask, tablet: Page, phone: Page) -> None:
    lead = old_leads(app)
    enter(tablet, app, "manager", "/redistribution")
    expect(tablet.locator("h1")).to_contain_text("3 leads change hands")
    looked_at(tablet)
    tablet.locator("tbody input[type=checkbox]").first.tap()  # the oldest stays this time
    expect(tablet.locator("h1")).to_contain_text("2 leads change hands")
    tablet.locator("tbody input[type=checkbox]").first.tap()
    expect(tablet.locator("h1")).to_contain_text("3 leads change hands")
    tablet.get_by_role("link", name="Move 3 leads").tap()
    expect(tablet.locator("dialog")).to_contain_text("Sam −3")
    looked_at(tablet)
    tablet.locator("dialog").get_by_role("button", name="Move 3 leads").tap()
    toast(tablet, "3 leads have changed hands.")
    enter(phone, app, "advisor2", f"/leads/{lead}")
    expect(phone.locator("#lead-head")).to_contain_text("With Vera")
    expect(phone.locator("main")).to_contain_text("Given to Vera")
    expect(phone.locator("main")).to_contain_text("Open for 61 days")
    looked_at(phone)
    tablet.get_by_role("link", name="Take back").tap()
    tablet.locator("dialog").get_by_label("Why it is taken back").fill("Vera is on a course")
    tablet.locator("dialog").get_by_role("button", name="Take back 3 leads").tap()
    toast(tablet, "3 leads are back")
    looked_at(tablet)
    enter(phone, app, "advisor", f"/leads/{lead}")
    expect(phone.locator("#lead-head")).to_contain_text("With Sam")


def test_the_plan_and_the_wizard_fit_a_phone(app: Flask, phone: Page) -> None:
    old_leads(app)
    with app.app_context():
        sam = stamp_of("advisor").by.id
    enter(phone, app, "manager", "/redistribution")
    looked_at(phone)
    phone.goto(f"/leavers/{sam}")
    phone.get_by_role("button", name="Show who would get what").tap()
    toast(phone, "nothing has been carried out yet")
    expect(phone.locator("main")).to_contain_text("The advisor leaves the store.")
    looked_at(phone)
