"""A list leaves the house by touch: asked for, approved on another screen, fetched, and read back from the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.shared.db import db
from jobs.runner import run_all
from tests.browser.hands import choose, enter, looked_at
from tests.exports.files import rows_of
from tests.makers import make_customer

pytestmark = pytest.mark.databases("sqlite")


def work(app: Flask) -> None:
    with app.app_context():
        run_all()
        db.session.remove()


def test_a_list_in_full_is_approved_and_fetched(app: Flask, tablet: Page) -> None:
    with app.app_context():
        make_customer("Carl", "13800000001")
        db.session.commit()
    enter(tablet, app, "clerk", "/customers").get_by_role("link", name="Export", exact=True).tap()
    choose(tablet, "purpose", "check")
    tablet.get_by_label("In your own words").fill("the numbers of this quarter")
    tablet.get_by_label("Numbers in full").check()
    looked_at(tablet)
    tablet.get_by_role("button", name="Ask for the file").tap()
    expect(tablet.locator("main .notice").first).to_contain_text("It holds numbers in full.")
    address = tablet.url
    enter(tablet, app, "gm", "/exports/approvals").get_by_role("link", name="Customers").last.tap()
    tablet.get_by_role("button", name="Approve", exact=True).tap()
    expect(tablet.locator(".toasts")).to_contain_text("Your answer is sent.")
    enter(tablet, app, "clerk", address)
    expect(tablet.locator("#working")).to_contain_text("Asked for")
    work(app)
    fetch = tablet.get_by_role("button", name="Download")
    expect(fetch).to_be_visible()  # the page has come again by itself
    looked_at(tablet)
    for _tap in range(2):  # the same button serves as often as it is needed
        with tablet.expect_download() as taken:
            fetch.tap()
    assert taken.value.suggested_filename.endswith("-clerk-Checking_and_correcting_data.xlsx")
    rows = rows_of(Path(taken.value.path()).read_bytes())
    assert "the numbers of this quarter" in rows[0][0] and rows[2][2] == "13800000001"
    enter(tablet, app, "manager", "/exports/log")
    expect(tablet.locator("main tbody")).to_contain_text("2×")
    looked_at(tablet)
