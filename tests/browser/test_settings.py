"""Settings, the shared tablet and what the script does, by touch in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.support import PASSWORD

pytestmark = pytest.mark.databases("sqlite")


def sign_in(page: Page, username: str) -> Page:
    page.goto("/login")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form.stack button[type=submit]").tap()
    expect(page).not_to_have_url(re.compile("/login"))
    return page


def clean(page: Page) -> None:
    """No fault of accessibility, and nothing to scroll sideways."""
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Iterator[str]:
    return request.param


def test_the_effect_is_shown_in_the_side_card_before_it_is_saved(tablet: Page) -> None:
    sign_in(tablet, "manager").goto("/settings?of=staff")
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
    expect(tablet.locator(".toast")).to_contain_text("20 minutes from now on")


def test_the_next_person_unlocks_the_tablet_and_sees_nothing_of_the_one_before(app: Flask, tablet: Page) -> None:
    from crm.shared.db import db
    from crm.staff.actions import hash_secret
    from crm.staff.models import Staff

    with app.app_context():
        db.session.scalars(select(Staff).where(Staff.username == "reception")).one().pin_hash = hash_secret("271828")
        db.session.commit()
    sign_in(tablet, "admin").goto("/settings/teams")
    tablet.get_by_label("Share this browser as").fill("Reception 1")
    tablet.get_by_role("button", name="Share this browser").tap()
    tablet.get_by_role("button", name="Lock, next person").tap()
    tablet.get_by_role("link", name="Rita").tap()
    for digit in "271828":
        tablet.locator(f'[data-pad="{digit}"]').tap()
    expect(tablet).to_have_url(re.compile("/reception$"))
    tablet.goto("/me")
    expect(tablet.locator("h1")).to_contain_text("Rita")
    expect(tablet.locator("body")).not_to_contain_text("Ada")


def test_a_shared_tablet_locks_itself(tablet: Page) -> None:
    sign_in(tablet, "admin").goto("/settings/teams")
    tablet.get_by_label("Share this browser as").fill("Reception 1")
    tablet.get_by_role("button", name="Share this browser").tap()
    expect(tablet.locator("html")).to_have_attribute("data-lock", "10")
    tablet.clock.install()
    tablet.goto("/me")
    tablet.clock.fast_forward(11 * 60 * 1000)
    expect(tablet).to_have_url(re.compile("/switch$"))


def test_who_is_disabled_is_asked_about_first(tablet: Page) -> None:
    sign_in(tablet, "admin").goto("/settings/people")
    tablet.get_by_role("link", name="Sam").tap()
    tablet.get_by_role("button", name="Disable sign-in").tap()
    dialog = tablet.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_be_focused()
    tablet.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    tablet.get_by_role("button", name="Disable sign-in").tap()
    dialog.get_by_role("button", name="Disable sign-in").tap()
    expect(tablet.locator("main .notice").first).to_contain_text("Sign-in is closed")


def test_looks_are_kept_and_the_line_to_the_server_is_watched(tablet: Page) -> None:
    sign_in(tablet, "manager").goto("/me")
    tablet.get_by_text("Dark", exact=True).tap()
    tablet.reload()
    expect(tablet.locator("html")).to_have_attribute("data-theme", "dark")
    context: BrowserContext = tablet.context
    context.set_offline(True)
    expect(tablet.locator("#offline")).to_be_visible()
    context.set_offline(False)
    expect(tablet.locator("#online")).to_be_visible()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screens_are_clean_on_tablet_and_phone(open_page, scheme: str, lang: str) -> None:
    from tests.browser.conftest import PHONE, TABLET

    for device in (TABLET, PHONE):
        page = open_page(color_scheme=scheme, **device)
        page.goto(f"/login?lang={lang}")
        clean(page)
        sign_in(page, "admin").goto("/me")
        page.locator(f"main button[value={lang}]").tap()
        for url in ("/me", "/settings", "/settings/standards/staff.idle_minutes", "/settings/calendar",
                    "/settings/people", "/settings/people/new", "/settings/teams", "/me/pin", "/switch", "/nowhere"):  # fmt: skip
            page.goto(url)
            clean(page)
