"""A sale is given up on the phone, sent back at the desk, and the words open the next call; a lower price wakes another."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.hands import choose, enter, looked_at, toast
from tests.makers import make_lead
from tests.support import stamp_of

Open = Callable[..., Page]
DESK = {"viewport": {"width": 1440, "height": 900}}
WORDS = "Ask what the other offer was, in yuan"


def filed(app: Flask, make: Callable[[], Any]) -> Any:
    from crm.shared.db import db

    with app.app_context():
        row = make()
        number = row.id
        db.session.commit()
        return number


def lost() -> Any:
    """Lars asked for the L6 and left for a price that was ¥6,000 lower."""
    from crm.leads.actions import decide_lost, mark_lost
    from crm.leads.rules import LostReason, Verdict
    from crm.shared.db import db

    lead = make_lead(name="Lars", phone="13800000001", interest="澄野 L6 混动")
    sale = mark_lost(
        lead, reason=LostReason.PRICE, price_gap=-600_000, would_have_won="¥6,000 less", stamp=stamp_of("advisor")
    )
    db.session.flush()
    decide_lost(sale, lead, verdict=Verdict.APPROVED, stamp=stamp_of("manager"))
    return lead


@pytest.mark.databases("sqlite")
def test_the_supervisors_words_open_the_advisors_next_call(app: Flask, open_page: Open) -> None:
    lead = filed(app, lambda: make_lead(name="Carl", interest="澄野 X7"))
    sam = enter(open_page(**PHONE), app, "advisor", f"/leads/{lead}/lost-sale")
    choose(sam, "reason", "price")
    sam.locator("textarea[name=would_have_won]").fill("A better price")
    sam.get_by_role("button", name="Send for review").tap()
    expect(sam.locator("main")).to_contain_text("Waits for the review as lost.")
    sue = enter(open_page(**DESK), app, "supervisor", "/lost")
    sue.get_by_role("link", name="Review", exact=True).click()
    expect(sue.locator("dialog#review")).to_contain_text("looks given up")
    sue.get_by_role("button", name="Send back").click()
    expect(sue.locator("dialog#review .err")).to_have_text("Say what is still to be done.")
    sue.locator("#note").fill(WORDS)
    sue.get_by_role("button", name="Send back").click()
    toast(sue, "Sent back with your words.")
    sam.goto("/my-day")
    task = sam.locator("article.task").first
    expect(task).to_contain_text("Carl")
    task.get_by_role("link", name="Write down").tap()
    expect(sam.locator("form.log")).to_contain_text(WORDS)
    looked_at(sam)


@pytest.mark.databases("sqlite")
def test_marketing_lowers_a_price_and_a_lost_customer_is_on_the_advisors_day(app: Flask, open_page: Open) -> None:
    lead = filed(app, lost)
    sam = enter(open_page(**PHONE), app, "advisor", "/losses/touches")
    expect(sam.locator("main")).to_contain_text("Hello Lars, thank you for your time")
    looked_at(sam)
    sam.get_by_role("button", name="WeChat").tap()
    toast(sam, "Written down.")
    mary = enter(open_page(**DESK), app, "marketing", "/losses/occasions/new")
    mary.get_by_role("textbox", name="Model").fill("l6")
    mary.get_by_label("Price until now (yuan)").fill("20.98万")
    mary.get_by_label("New price (yuan)").fill("20.28万")
    mary.get_by_role("button", name="Show whom it wakes").click()
    expect(mary.locator("h1")).to_have_text(re.compile("It wakes 1 customer"))
    expect(mary.locator("main")).to_contain_text("Lars")
    mary.get_by_label("What the advisors are to say").fill("Until Sunday")
    looked_at(mary)
    mary.get_by_role("button", name="Wake 1 customer").click()
    toast(mary, "back on the day of an advisor")
    looked_at(mary)
    sam.goto("/my-day")
    expect(sam.locator("article.task").first).to_contain_text("Lars")
    sam.goto(f"/leads/{lead}")
    expect(sam.locator("main")).to_contain_text("the price went from ¥209,800 to ¥202,800. Until Sunday")
    max_ = enter(open_page(**DESK), app, "manager", "/losses")
    expect(max_.locator("main")).to_contain_text("¥6,000 less")
    looked_at(max_)
