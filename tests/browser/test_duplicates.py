"""One record per person by touch: the clerk compares, merges and takes apart; axe looks at each screen."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.hands import enter, looked_at, toast
from tests.duplicates.test_screens import make_pairs

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize("who", ["tablet", "phone"])
def test_a_pair_is_compared_merged_and_taken_apart(app: Flask, request: pytest.FixtureRequest, who: str) -> None:
    page: Page = request.getfixturevalue(who)
    make_pairs(app, 8, keep="advisor", gone="advisor2")
    enter(page, app, "manager", "/duplicates")
    expect(page.locator("h1")).to_contain_text("8 pairs may be the same person")
    looked_at(page)
    page.get_by_role("link", name="Show more").tap()
    expect(page.locator(".rota__item--time")).to_have_count(8)
    page.locator(".pick input[name=owner][value=gone]").check()
    expect(page.locator("#preview")).to_contain_text("Sam (A) is told")
    page.get_by_role("button", name="Merge into one record").tap()
    expect(page.locator(".err, [role=alert]").first).to_contain_text("Say in one line why")
    expect(page.locator(".pick input[name=owner][value=gone]")).to_be_checked()
    looked_at(page)
    page.get_by_label("Why it is one person").fill("The same car")
    page.get_by_role("button", name="Merge into one record").tap()
    toast(page, "The two files are one")
    expect(page.locator("h1")).to_contain_text("7 pairs")
    page.get_by_role("link", name="Take apart").tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Back to it go: 1 lead, 1 car")
    looked_at(page)
    dialog.get_by_role("button", name="Take apart").tap()
    toast(page, "Taken apart")
    expect(page.locator("h1")).to_contain_text("7 pairs")  # nobody suggests these two again


def test_not_the_same_by_keyboard_alone(app: Flask, tablet: Page) -> None:
    make_pairs(app, 2)
    enter(tablet, app, "clerk", "/duplicates")
    button = tablet.get_by_role("button", name="Not the same person")
    button.focus()
    tablet.keyboard.press("Enter")
    toast(tablet, "they are not the same person")
    expect(tablet.locator("h1")).to_contain_text("1 pair may be")
