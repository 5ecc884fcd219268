"""A test drive on the tablet: the licence is looked at, the customer signs with a finger, drives, and says how it was."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, TABLET
from tests.browser.hands import choose, enter, fits, looked_at, toast
from tests.makers import make_drive_car, make_lead

pytestmark = pytest.mark.databases("sqlite")
PHOTO = b"\xff\xd8\xff\xda\x00\x02" + b"licence" * 40
STROKES = (((0.1, 0.7), (0.2, 0.2), (0.3, 0.7)), ((0.4, 0.3), (0.55, 0.75), (0.7, 0.3)), ((0.75, 0.5), (0.9, 0.4)))


def _lead(app: Flask) -> int:
    from crm.shared.db import db

    with app.app_context():
        make_drive_car("E5", model="澄野 E5 纯电", small="82 %")
        lead = make_lead(name="周先生")
        db.session.commit()
        return int(lead.id)


def _sign(page: Page) -> None:
    """The strokes of a hurried name, as a finger or mouse draws them."""
    frame: Any = page.locator(".sign__field").bounding_box()
    for stroke in STROKES:
        points = [(frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=4)
        page.mouse.up()


def test_a_customer_signs_on_the_tablet_and_the_supervisor_reads_what_they_said(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    lead = _lead(app)
    sam = enter(open_page(**TABLET), app, "advisor", f"/leads/{lead}")
    sam.get_by_role("link", name="Book a test car").tap()
    sam.get_by_role("button", name="Book the car").tap()
    expect(sam.locator("h1")).to_contain_text("signs, then the car leaves")
    sam.locator("[name=driver]").fill("周明")
    choose(sam, "licence_class", "C1")
    sam.locator("[name=licence_since_on]").fill("2015-06-01")
    sam.locator("label.check:has([name=seen])").tap()
    sam.get_by_role("button", name="I have read it and sign").tap()
    expect(sam.locator(".sign .err").first).to_contain_text("Sign in the box")
    looked_at(sam)
    sam.locator(".sign__field").scroll_into_view_if_needed()
    _sign(sam)
    sam.get_by_role("button", name="Clear").tap()
    assert sam.locator("[name=signature]").input_value() == ""
    _sign(sam)
    sam.get_by_role("button", name="I have read it and sign").tap()
    expect(sam.locator("h1")).to_contain_text("Everything is signed")
    assert (sam.locator(".sign__drawn path").get_attribute("d") or "").count("M") == 3
    looked_at(sam)
    sam.locator("label.check:has([name=agreed])").tap()
    sam.locator("[name=photo]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    sam.get_by_role("button", name="Keep the photo").tap()
    sam.get_by_role("button", name="Look at it").tap()
    expect(sam.locator("img.licence")).to_have_attribute("src", re.compile("^data:image/jpeg;base64,"))
    sam.get_by_role("link", name="Back to the drive").tap()
    sam.get_by_role("button", name="The car leaves").tap()
    expect(sam.locator("h1")).to_contain_text("is out since")
    sam.get_by_role("button", name="The car is back").tap()
    choose(sam, "verdict", "better")
    choose(sam, "wish", "quote")
    sam.locator("[name=liked]").fill("安静")
    sam.get_by_role("button", name="Save what they said").tap()
    toast(sam, "What they said is written down.")
    sue = enter(open_page(**PHONE), app, "supervisor", "/drives/feedback")
    for words in ("Better than hoped", "A quotation", "安静"):
        expect(sue.locator("main")).to_contain_text(words)
    looked_at(sue)
    sue.goto("/drives")
    looked_at(sue)
    fits(sue)
