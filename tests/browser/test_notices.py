"""Told within five seconds: the desk gives a visit on the tablet, Sam's open phone shows and sounds it, he accepts,
and the desk sees that he has."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from crm.notices import actions
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.reasons import Reason
from tests.browser.conftest import PHONE
from tests.browser.hands import enter, looked_at
from tests.makers import make_swap, make_visit
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")

COUNTED = """
window.sounds = 0; window.shakes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.sounds += 1; return start.apply(this, when); };
navigator.vibrate = () => { window.shakes += 1; return true; };
"""


def give(app: Flask) -> None:
    """Rita gives a visit to Sam."""
    with app.app_context():
        make_visit(surname="Guest", phone=None, advisor=str(stamp_of("advisor").by.id), skip_reason="asked_for")
        db.session.commit()


def tell(app: Flask, subject: int = 7, seconds: int = 60) -> None:
    """A notice that is about no turn of the rota."""
    with app.app_context():
        rita = stamp_of("reception")
        sam, limit = stamp_of("advisor").by.id, rita.at + timedelta(seconds=seconds)
        actions.tell(sam, "turn", subject, reason=Reason("notices.guest"), answer_by=limit, stamp=rita)
        db.session.commit()


def test_the_desk_gives_sams_phone_sounds_he_accepts_and_the_desk_sees_it(
    app: Flask, tablet: Page, open_page: Callable[..., Page]
) -> None:
    phone = open_page(**PHONE)
    phone.add_init_script(COUNTED)
    enter(phone, app, "advisor", "/leads")
    phone.locator("h1").tap()  # the first touch lets the page sound
    enter(tablet, app, "reception", "/reception")
    give(app)
    told = time.monotonic()
    card = phone.locator("[data-notice]")
    expect(card).to_contain_text("A guest is waiting for you at the door", timeout=6_000)
    assert time.monotonic() - told < 6
    assert phone.title().startswith("●")
    expect(card.locator("[data-countdown]")).to_contain_text("s left")
    phone.wait_for_function("window.sounds === 3 && window.shakes === 1", timeout=3_000)
    looked_at(phone)
    phone.get_by_role("button", name="Accept").dblclick()
    accepted = time.monotonic()
    expect(phone.locator("#calls")).to_contain_text("Accepted. Go to the door.")
    expect(tablet.locator("#log, #rota")).to_contain_text(["Accepted"], timeout=6_000)
    assert time.monotonic() - accepted < 6
    assert phone.evaluate("window.sounds") == 3


def test_two_tabs_sound_once(app: Flask, open_page: Callable[..., Page]) -> None:
    one = open_page(**PHONE)
    one.add_init_script(COUNTED)
    enter(one, app, "advisor", "/leads")
    other = one.context.new_page()
    other.add_init_script(COUNTED)
    other.goto("/me")
    for page in (one, other):
        page.bring_to_front()
        page.locator("h1").tap()
    tell(app)
    for page in (one, other):
        expect(page.locator("[data-notice]")).to_have_count(1, timeout=7_000)
    one.wait_for_timeout(600)
    assert one.evaluate("window.sounds") + other.evaluate("window.sounds") == 3


def test_a_page_that_nobody_has_touched_says_that_it_cannot_sound(app: Flask, phone: Page) -> None:
    enter(phone, app, "advisor", "/leads")
    tell(app)
    expect(phone.locator("#calls [data-muted]")).to_be_visible(timeout=6_000)
    phone.locator("[data-notice] b").first.tap()
    expect(phone.locator("#calls [data-muted]")).to_be_hidden()


def test_what_is_over_leaves_the_page_and_a_late_tap_reads_why(app: Flask, phone: Page) -> None:
    enter(phone, app, "advisor", "/leads")
    tell(app)
    expect(phone.locator("[data-notice]")).to_have_count(1, timeout=6_000)
    phone.route("**/notices?seen=*", lambda route: route.abort())  # the poll does not come through
    with app.app_context():
        reason = Reason("notices.passed_on", {"name": "Vera"})
        actions.expire("turn", 7, reason=reason, stamp=stamp_of("reception"))
        db.session.commit()
    phone.get_by_role("button", name="Accept").tap()
    expect(phone.locator("#calls")).to_contain_text("It has been passed on to Vera.")
    expect(phone.locator("#calls [data-unreached]")).to_be_visible(timeout=15_000)


def test_it_stands_above_an_open_dialog(app: Flask, tablet: Page) -> None:
    enter(tablet, app, "advisor", "/me")
    tablet.evaluate("document.body.insertAdjacentHTML('beforeend', '<dialog id=d><p>…</p></dialog>')")
    tablet.evaluate("document.getElementById('d').showModal()")
    tell(app)
    card = tablet.locator("dialog#d [data-notice]")
    expect(card).to_be_visible(timeout=6_000)
    tablet.evaluate("document.getElementById('d').close()")
    expect(tablet.locator("body > #calls [data-notice]")).to_be_visible()


def test_the_plan_the_shifts_the_wall_and_the_notices_are_looked_at(app: Flask, tablet: Page, phone: Page) -> None:
    with app.app_context():
        make_swap()
        make_visit(surname="Guest", phone=None, advisor="next")
        db.session.execute(update(Notice).where(Notice.kind == "turn").values(ended_at=stamp_of("advisor").at))
        db.session.commit()
    for who, page, address in (
        ("leader", tablet, "/rota/plan"), ("leader", tablet, "/rota/shifts"), ("reception", tablet, "/rota/wall"),
        ("advisor2", phone, "/rota/plan"), ("advisor2", phone, "/notices"),
    ):  # fmt: skip
        enter(page, app, who, address)
        looked_at(page)


def test_the_wall_says_when_it_is_no_longer_up_to_date(app: Flask, tablet: Page) -> None:
    enter(tablet, app, "reception", "/rota/wall")
    expect(tablet.locator(".wall__stale")).to_be_hidden()
    tablet.route("**/rota/wall?*", lambda route: route.abort())
    expect(tablet.locator(".wall__stale")).to_be_visible(timeout=30_000)
    assert tablet.locator(".toast").count() == 0
