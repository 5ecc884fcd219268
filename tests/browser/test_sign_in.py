"""The first thing that anybody does: open the address, sign in, and be at home."""

import pytest
from playwright.sync_api import Page, expect

from tests.support import PASSWORD

pytestmark = pytest.mark.databases("sqlite")


def test_ada_signs_in_and_out_again(tablet: Page) -> None:
    tablet.goto("/")
    tablet.locator("input[name=username]").fill("admin")
    tablet.locator("input[name=password]").fill(PASSWORD)
    tablet.locator("form button[type=submit]").first.tap()
    expect(tablet).not_to_have_url("**/login**")
