"""A person's hands at a screen: sign in, tap, choose a chip, and have each screen looked at by axe."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support import sign_in

SCHEMES = ("light", "dark")
expect.set_options(timeout=15_000)


def enter(page: Page, app: Flask, username: str, address: str) -> Page:
    """This browser is now that person's; go to an address."""
    client = sign_in(app.test_client(), username)
    cookie = client.get_cookie("yuke")
    assert cookie is not None
    page.context.clear_cookies()
    page.goto("/healthz")
    page.context.add_cookies([{"name": "yuke", "value": cookie.value, "url": page.url}])
    page.goto(address)
    return page


def choose(page: Page, name: str, value: str) -> None:
    """Tap the chip of a choice."""
    page.locator(f"label.chip:has(input[name={name}][value='{value}'])").first.tap()


def fits(page: Page) -> None:
    """Nothing hangs over the right edge."""
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} px too wide"


def looked_at(page: Page) -> None:
    """axe finds nothing, in light and in dark, and nothing is cut off."""
    fits(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.wait_for_timeout(250)  # colours on their way are no colours
        found: dict[str, Any] = Axe().run(page).response
        told = [
            f"{one['id']} ({one['impact']}): {node['target']} {node.get('failureSummary', '')[:300]}"
            for one in found["violations"]
            for node in one["nodes"][:3]
        ]
        assert not told, f"{page.url} in {scheme}:\n" + "\n".join(told)
    page.emulate_media(color_scheme="light")


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(words)
