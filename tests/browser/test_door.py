"""The door by touch and by keys alone: how many taps and seconds from "somebody comes in" to a named, told advisor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import TABLET
from tests.browser.hands import enter, looked_at
from tests.makers import make_lead

Open = Callable[..., Page]
UPRIGHT = {**TABLET, "viewport": {"width": 820, "height": 1180}}
TABLETS = pytest.mark.parametrize("device", [TABLET, UPRIGHT], ids=["1180x820", "820x1180"])


class Hand:
    """One finger: a tap is a touch of the page; a digit on the page's own pad is typing, and counted by itself."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.digits, self.began = page, 0, 0, time.perf_counter()

    def tap(self, place: str) -> None:
        self.page.locator(place).first.tap()
        self.taps += 1

    def type(self, digits: str) -> None:
        for digit in digits:
            self.page.locator(f"#intake [data-pad='{digit}']").tap()
            self.digits += 1

    def tell(self, what: str) -> float:
        seconds = time.perf_counter() - self.began
        size = "{width}x{height}".format(**(self.page.viewport_size or {}))
        told = f"{self.taps} taps (with {self.digits} digit keys: {self.taps + self.digits}), {seconds:.1f} s"
        print(f"\n{what} at {size}: {told}")
        return seconds


def carls_lead(app: Flask) -> None:
    with app.app_context():
        from crm.shared.db import db

        make_lead(name="Carl", phone="13812341234", owner="advisor")
        db.session.commit()


def in_view(page: Page, *places: str) -> None:
    """Seen without scrolling."""
    height = (page.viewport_size or {})["height"]
    for place in places:
        box = page.locator(place).first.bounding_box()
        assert box is not None, place
        assert box["y"] + box["height"] <= height, (place, box)


@TABLETS
def test_a_new_customer_with_a_phone_is_with_a_told_advisor_in_five_taps(
    app: Flask, open_page: Open, device: dict[str, Any]
) -> None:
    rita = enter(open_page(**device), app, "reception", "/reception")
    sellers = [enter(open_page(**device), app, who, "/my-day") for who in ("advisor", "advisor2")]
    in_view(rita, "#intake [data-pad='0']", "#intake [name=purpose]", "#next-why", "#intake .btn--go")
    assert rita.locator("#intake .btn--go").inner_text().startswith("Save and call")
    hand = Hand(rita)
    hand.tap(".walkin")
    hand.type("13912345")
    expect(rita.locator("#hit")).to_contain_text("3 more digit")
    hand.type("678")
    hand.tap("label.chip:has([name=purpose][value=look])")
    hand.tap("label.chip:has([name=channel][value=walk_in])")
    hand.tap("label.chip:has([name=consent][value=yes])")
    hand.tap("#intake .btn--go")
    expect(rita.locator(".toasts")).to_contain_text("is next on the rota")
    seconds = hand.tell("new customer, everything asked")
    assert hand.taps <= 5
    assert seconds <= 20
    deadline = time.perf_counter() + 8
    while not any("guest is waiting" in page.locator("body").inner_text() for page in sellers):
        assert time.perf_counter() < deadline, "nobody was told"
        rita.wait_for_timeout(250)
    looked_at(rita)


@TABLETS
def test_a_known_customer_needs_three_taps_at_most(app: Flask, open_page: Open, device: dict[str, Any]) -> None:
    carls_lead(app)
    rita = enter(open_page(**device), app, "reception", "/reception")
    hand = Hand(rita)
    hand.tap(".walkin")
    hand.type("1234")
    expect(rita.locator("#hit")).to_contain_text("138****1234")
    looked_at_first = rita.locator("#hit button")
    expect(looked_at_first).to_contain_text("Call Sam")
    hand.tap("#hit button")
    expect(rita.locator(".toasts")).to_contain_text("Sam looks after this customer")
    seconds = hand.tell("known customer")
    assert hand.taps <= 3
    assert seconds <= 20
    looked_at(rita)


def test_quick_fingers_lose_nothing_while_the_network_is_slow(app: Flask, open_page: Open) -> None:
    """Digits that follow the walk-in button at once are typed into the intake that stays."""
    carls_lead(app)
    rita = enter(open_page(**TABLET), app, "reception", "/reception")
    slow: list[str] = []
    rita.route("**/reception/visits/new*", lambda route: (slow.append(route.request.url), route.continue_()))
    hand = Hand(rita)
    for _customer in range(2):
        hand.tap(".walkin")
        hand.type("1234")
        expect(rita.locator("#hit")).to_contain_text("138****1234")
    assert len(slow) == 1, "the untouched intake is not fetched, the touched one is"


def test_a_wrong_tap_is_taken_back_from_the_toast(app: Flask, open_page: Open) -> None:
    carls_lead(app)
    rita = enter(open_page(**TABLET), app, "reception", "/reception")
    hand = Hand(rita)
    hand.type("1234")
    hand.tap("#hit button")
    expect(rita.locator("#log")).to_contain_text("talking 0 min")
    hand.tap(".toast form button")
    expect(rita.locator(".toasts")).to_contain_text("Taken back")
    expect(rita.locator("#log")).not_to_contain_text("Carl")


def test_the_whole_intake_by_keys_alone(app: Flask, open_page: Open) -> None:
    rita = enter(open_page(viewport={"width": 1180, "height": 820}), app, "reception", "/reception")
    began = time.perf_counter()
    rita.keyboard.press("n")
    expect(rita.locator("#phone")).to_be_focused()
    rita.keyboard.type("13912345678")
    stops, wanted = [], ("purpose", "channel")
    for _step in range(40):
        rita.keyboard.press("Tab")
        stops.append(rita.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))
        if stops[-1] == "channel":
            rita.keyboard.press("Space")
            break
    assert [name for name in stops if name in wanted] == list(wanted), stops
    rita.keyboard.press("Enter")
    expect(rita.locator(".toasts")).to_contain_text("is next on the rota")
    print(f"\nkeys alone: {time.perf_counter() - began:.1f} s")
    with app.app_context():
        from crm.reception.models import Visit
        from crm.shared.db import db

        visit = db.session.scalars(select(Visit)).one()
        assert visit.customer_id
        assert (visit.purpose, visit.channel) == ("look", "walk_in")
        assert visit.completed_at


def test_letters_switch_the_same_box_to_plate_and_name(app: Flask, open_page: Open) -> None:
    carls_lead(app)
    rita = enter(open_page(**TABLET), app, "reception", "/reception")
    rita.locator("[data-pad=letters]").tap()
    expect(rita.locator("#phone")).to_be_focused()
    rita.keyboard.type("Carl")
    expect(rita.locator("#hit")).to_contain_text("138****1234")
    rita.locator("#hit button").tap()
    expect(rita.locator("#log")).to_contain_text("Carl")
