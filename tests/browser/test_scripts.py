"""Mary writes what to say, and Sam reads it on his phone; Olga answers, and Sam's next call brings it up (R-225, R-229)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.callbacks.actions import make_queue
from crm.shared.clock import clock
from crm.shared.db import db
from tests.browser.conftest import PHONE, TABLET
from tests.browser.hands import choose, enter, looked_at, toast
from tests.makers import make_lead
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def due_today(app: Flask) -> int:
    """Carl, grade H, is to be called today."""
    with app.app_context():
        lead = make_lead(
            grade="H",
            interest="澄野 L6",
            next_on=clock.day(clock.now()),
            next_rule="cadence",
            first_due_at=None,
            first_due_on=None,
        )
        make_queue(stamp_of("manager"))
        db.session.commit()
        return int(lead.id)


def test_what_marketing_writes_and_a_specialist_answers_stands_beside_sams_call(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    lead = due_today(app)
    mary = enter(open_page(**TABLET), app, "marketing", "/scripts/quote?grade=H")
    mary.locator("#goal").fill("They sign this week")
    mary.locator("#tell").fill("Subsidy ¥8,000 until Sunday")
    mary.get_by_role("button", name="Save the text").tap()
    toast(mary, "The advisors see it from now on")
    expect(mary.locator(".timeline")).to_contain_text("Version 1")
    looked_at(mary)

    sam = enter(open_page(**PHONE), app, "advisor", "/my-day")
    sam.locator("article.task a.btn", has_text="Write down").first.tap()
    expect(sam.locator(".brief")).to_contain_text("Keep in touch")
    choose(sam, "topic", "quote")
    expect(sam.locator(".brief")).to_contain_text("Subsidy ¥8,000 until Sunday")
    sam.get_by_text("Ask somebody who knows").tap()
    ask = sam.locator(f"#ask-{lead}")
    ask.locator("textarea").fill("Does it tow 1.5 t?")
    ask.get_by_role("button", name="Ask for the answer").tap()  # nobody is chosen yet
    expect(ask).to_contain_text("Choose somebody who works in this store.")
    expect(ask.locator("textarea")).to_have_value("Does it tow 1.5 t?")
    ask.locator("select").select_option(label="Olga · Service advisor")
    looked_at(sam)
    ask.get_by_role("button", name="Ask for the answer").tap()
    expect(sam.locator("article.task--now")).to_contain_text("Olga answers by")

    olga = enter(open_page(**TABLET), app, "service", "/questions")
    expect(olga.locator("h1")).to_contain_text("1 question open")
    looked_at(olga)
    olga.locator("article textarea").fill("1.8 t braked")
    olga.get_by_role("button", name="Give the answer").tap()
    toast(olga, "It comes up in the next call")

    sam.goto(f"/leads/{lead}")
    sam.locator("#log summary").first.tap()
    expect(sam.locator("#log .agenda")).to_contain_text("Does it tow 1.5 t? → 1.8 t braked")
