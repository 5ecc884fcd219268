"""Settings, the shared tablet and what the script does, by touch in a real browser."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.hands import enter, looked_at, toast

pytestmark = pytest.mark.databases("sqlite")


def share(page: Page, app: Flask) -> None:
    """Ada makes this browser a tablet of the store."""
    enter(page, app, "admin", "/settings/teams").get_by_label("Share this browser as").fill("Reception 1")
    page.get_by_role("button", name="Share this browser").tap()
    toast(page, "This browser is shared now")


def test_the_effect_is_shown_in_the_side_card_before_it_is_saved(app: Flask, tablet: Page) -> None:
    enter(tablet, app, "manager", "/settings?of=staff")
    tablet.get_by_role("link", name=re.compile("30 minutes")).tap()
    box = tablet.locator("#editing input[name=value]")
    box.fill("half an hour")
    tablet.get_by_role("button", name="Show what it changes").tap()
    expect(tablet.locator("#editing .err")).to_be_visible()
    expect(box).to_be_focused()  # the first wrong field, with what was typed
    expect(box).to_have_value("half an hour")
    box.fill("20")
    tablet.get_by_role("button", name="Show what it changes").tap()
    expect(tablet.locator("#editing .notice")).to_contain_text("30 minutes → 20 minutes")
    tablet.get_by_role("button", name="Save, from now on").tap()
    toast(tablet, "20 minutes from now on")


def test_the_next_person_unlocks_the_tablet_and_sees_nothing_of_the_one_before(app: Flask, tablet: Page) -> None:
    from crm.shared.db import db
    from crm.staff.actions import hash_secret
    from crm.staff.models import Staff

    with app.app_context():
        db.session.scalars(select(Staff).where(Staff.username == "reception")).one().pin_hash = hash_secret("271828")
        db.session.commit()
    share(tablet, app)
    tablet.get_by_role("button", name="Lock, next person").tap()
    expect(tablet.locator("body")).not_to_contain_text("Rita")
    tablet.get_by_role("link", name="Unlock").tap()
    tablet.get_by_role("link", name="Rita").tap()
    for digit in "271828":
        tablet.locator(f'[data-pad="{digit}"]').tap()
    expect(tablet).to_have_url(re.compile("/reception$"))
    tablet.goto("/me")
    expect(tablet.locator("h1")).to_contain_text("Rita")
    expect(tablet.locator("body")).not_to_contain_text("Ada")


def test_a_shared_tablet_locks_itself(app: Flask, tablet: Page) -> None:
    share(tablet, app)
    expect(tablet.locator("html")).to_have_attribute("data-lock", "10")
    tablet.clock.install()
    tablet.goto("/me")
    tablet.clock.fast_forward(11 * 60 * 1000)
    expect(tablet).to_have_url(re.compile("/switch$"))


def test_who_is_disabled_is_asked_about_first(app: Flask, tablet: Page) -> None:
    enter(tablet, app, "admin", "/settings/people")
    tablet.get_by_role("link", name="Sam").tap()
    tablet.get_by_role("button", name="Disable sign-in").tap()
    dialog = tablet.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_be_focused()
    tablet.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tablet.get_by_role("button", name="Disable sign-in").tap()
    dialog.get_by_role("button", name="Disable sign-in").tap()
    expect(tablet.locator("main .notice").first).to_contain_text("Sign-in is closed")


def test_looks_are_kept_and_the_line_to_the_server_is_watched(app: Flask, tablet: Page) -> None:
    enter(tablet, app, "manager", "/me")
    tablet.get_by_text("Dark", exact=True).tap()
    tablet.reload()
    expect(tablet.locator("html")).to_have_attribute("data-theme", "dark")
    tablet.context.set_offline(True)
    expect(tablet.locator("#offline")).to_be_visible()
    tablet.context.set_offline(False)
    expect(tablet.locator("#online")).to_be_visible()


def test_a_typed_code_looks_like_a_scanned_one(app: Flask, tablet: Page) -> None:
    box = enter(tablet, app, "service", "/redeem").locator("input[data-code]").first
    box.press_sequentially("p4cnk 6799e2pg2")
    expect(box).to_have_value("P4CNK-6799E-2PG2")
    for _ in range(4):
        box.press("ArrowLeft")
    box.press("Backspace")  # a sign in the middle: the caret stays where the finger is
    assert box.evaluate("box => box.selectionStart") < 12


SCREENS = (
    "/me", "/settings", "/settings/standards/staff.idle_minutes", "/settings/calendar", "/settings/people",
    "/settings/people/new", "/settings/teams", "/me/pin", "/switch", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize(("device", "language"), [("tablet", "zh"), ("phone", "en")])
def test_the_screens_are_clean(app: Flask, request: pytest.FixtureRequest, device: str, language: str) -> None:
    page: Page = request.getfixturevalue(device)
    page.goto(f"/login?lang={language}")
    looked_at(page)
    enter(page, app, "admin", "/me")
    with page.expect_navigation():
        page.locator(f"main button[value={language}]").tap()
    for address in SCREENS:
        page.goto(address)
        looked_at(page)
