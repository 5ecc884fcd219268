"""Reception → call → lost → redeem by touch, on a tablet and on a phone, each read back on another person's screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from jobs.runner import run_all
from tests.browser.conftest import PHONE, TABLET
from tests.browser.hands import choose, enter, fits, looked_at
from tests.makers import make_coupon, make_lead

Open = Callable[..., Page]
DEVICES = pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])


def work(app: Flask) -> None:
    with app.app_context():
        run_all()


def made(app: Flask, maker: Callable[..., Any], **more: Any) -> Any:
    """A row that the test needs; its id and whatever else is read before the session ends."""
    from crm.shared.db import db

    with app.app_context():
        row = maker(**more)
        db.session.flush()
        found = {"id": row.id, "code": getattr(row, "code", "")}
        db.session.commit()
        return found


@DEVICES
def test_a_walk_in_is_filed_and_stands_on_the_advisors_day(app: Flask, open_page: Open, device: dict[str, Any]) -> None:
    rita = enter(open_page(**device), app, "reception", "/reception")
    looked_at(rita)
    rita.locator(".walkin").tap()
    rita.locator("input[name=phone]").fill("13812345678")
    rita.locator("details.more > summary").tap()
    rita.locator("input[name=surname]").fill("周")
    choose(rita, "purpose", "look")
    choose(rita, "channel", "walk_in")
    choose(rita, "consent", "yes")
    rita.locator("#intake .btn--go").tap()
    expect(rita.locator("#log")).to_contain_text("周")
    looked_at(rita)
    work(app)
    advisors = [enter(open_page(**device), app, who, "/my-day") for who in ("advisor", "advisor2")]
    texts = [page.locator("main").inner_text() for page in advisors]
    assert sum("周" in text for text in texts) == 1, texts
    looked_at(next(page for page, text in zip(advisors, texts, strict=True) if "周" in text))


@DEVICES
def test_the_last_four_find_a_known_customer_masked(app: Flask, open_page: Open, device: dict[str, Any]) -> None:
    made(app, make_lead, name="Carl", phone="13812341234")
    rita = enter(open_page(**device), app, "reception", "/reception/visits/new")
    rita.locator("input[name=phone]").fill("1234")
    expect(rita.locator("#hit")).to_contain_text("Carl")
    expect(rita.locator("#hit")).to_contain_text("138****1234")
    assert "13812341234" not in rita.content()
    looked_at(rita)


@DEVICES
def test_a_call_is_logged_from_my_day_and_its_words_stand_on_the_supervisors_screen(
    app: Flask, open_page: Open, device: dict[str, Any]
) -> None:
    lead = made(app, make_lead, name="Carl")
    work(app)
    sam = enter(open_page(**device), app, "advisor", "/my-day")
    task = sam.locator("article.task").first
    expect(task).to_contain_text("Carl")
    task.get_by_role("link", name="Write down").tap()
    form = sam.locator("form.log")
    expect(form).to_be_visible()
    choose(sam, "channel", "phone")
    choose(sam, "result", "reached")
    choose(sam, "topic", "quote")
    form.locator("textarea[name=said]").fill("Told the price on the road")
    form.locator("textarea[name=learnt]").fill("Pays cash")
    form.locator("textarea[name=agreed]").fill("Comes on Saturday")
    looked_at(sam)
    form.locator("button[type=submit]").first.tap()
    expect(sam.locator("main")).to_contain_text(re.compile("Done|done"))
    sue = enter(open_page(**device), app, "supervisor", f"/leads/{lead['id']}")
    expect(sue.locator("main")).to_contain_text("Pays cash")
    looked_at(sue)


@DEVICES
def test_a_lost_sale_goes_from_the_advisor_to_the_supervisor(app: Flask, open_page: Open, device: dict[str, Any]) -> None:
    lead = made(app, make_lead, name="Carl")
    sam = enter(open_page(**device), app, "advisor", f"/leads/{lead['id']}/lost-sale")
    looked_at(sam)
    closed = sam.locator("details:not([open]):has(input[value=price]) > summary")
    if closed.count():
        closed.first.tap()
    choose(sam, "reason", "price")
    sam.locator("input[name=price_gap]").fill("-6000")
    sam.locator("textarea[name=would_have_won]").fill("A better trade-in")
    sam.locator(f"form[action='/leads/{lead['id']}/lost-sale'] button[type=submit]").last.tap()
    expect(sam).to_have_url(re.compile(rf"/leads/{lead['id']}"))
    sue = enter(open_page(**device), app, "supervisor", "/lost")
    expect(sue.locator("main")).to_contain_text("Carl")
    looked_at(sue)
    sue.locator("a[href^='/lost/']").first.tap()
    expect(sue.locator("body")).to_contain_text("A better trade-in")
    sue.locator("form[action$='/decision'] button[value=approved]").tap()
    expect(sue.locator("dialog#review")).to_have_count(0)
    max_ = enter(open_page(**device), app, "manager", "/board")
    expect(max_.locator("main")).to_contain_text("Price too high")
    looked_at(max_)


@DEVICES
def test_a_coupon_is_redeemed_once_and_the_second_time_says_who(app: Flask, open_page: Open, device: dict[str, Any]) -> None:
    code = made(app, make_coupon)["code"]
    olga = enter(open_page(**device), app, "service", "/redeem")
    looked_at(olga)
    olga.locator("input[name=code]").first.fill(code.lower())
    olga.locator("#code-form button[type=submit]").tap()
    expect(olga.locator("#verdict")).to_be_visible()
    looked_at(olga)
    olga.locator("form[action='/redeem'] button[type=submit]").tap()
    expect(olga.locator("main")).to_contain_text("Carl")
    looked_at(olga)
    again = enter(open_page(**device), app, "service", "/redeem")
    again.locator("input[name=code]").first.fill(code)
    again.locator("#code-form button[type=submit]").tap()
    expect(again.locator("#verdict")).to_contain_text("Olga")
    guest = open_page(**device)
    guest.goto(f"/c/{code}")
    expect(guest.locator("body")).not_to_contain_text("Carl")
    looked_at(guest)


@pytest.mark.databases("sqlite")
@DEVICES
@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("manager", "/leads"), ("care", "/customers"), ("care", "/retention"), ("marketing", "/campaigns"),
        ("clerk", "/imports"), ("admin", "/settings"), ("admin", "/settings/people"), ("admin", "/settings/calendar"),
        ("advisor", "/me"), ("reception", "/reception/rota"), ("marketing", "/campaigns/loyalty"), ("advisor", "/leads/new"),
    ],
)  # fmt: skip
def test_the_other_screens_are_clean_empty_and_filled(
    app: Flask, open_page: Open, device: dict[str, Any], who: str, address: str
) -> None:
    made(app, make_lead, name="买买提·艾力·吐尔逊江", phone="13812341234", interest="澄野 L6 混动 四驱长续航旗舰版 七座")
    made(app, make_coupon)
    looked_at(enter(open_page(**device), app, who, address))


@pytest.mark.databases("sqlite")
def test_chinese_screens_fit_a_phone(app: Flask, open_page: Open) -> None:
    made(app, make_lead, name="周")
    for who, address in (("advisor", "/my-day"), ("manager", "/board"), ("reception", "/reception"), ("service", "/redeem")):
        page = enter(open_page(**PHONE), app, who, f"{address}?lang=zh")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
        fits(page)
