"""A person's hands at a screen: sign in, tap, choose a chip, and have each screen looked at by axe."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support import sign_in

VIOLATIONS = {"resultTypes": ["violations"]}
AXE = Axe()
SCHEMES: dict[str, dict[str, Any]] = {"light": VIOLATIONS, "dark": VIOLATIONS | {"runOnly": ["color-contrast"]}}
STILL = """async scheme => {  // a second at most, by a timer: a page behind another one draws no frames
    const moves = one => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity;
    for (let looks = 0; looks < 40; looks++) {
        await new Promise(done => setTimeout(done, 25));
        const right = matchMedia(`(prefers-color-scheme: ${scheme})`).matches;
        if (right && looks > 1 && !document.getAnimations().some(moves)) return;
    }
}"""
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
    """axe finds nothing, in light and in dark (where only colours differ), and nothing is cut off."""
    fits(page)
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.evaluate(STILL, scheme)  # colours on their way are no colours
        told = [
            f"{one['id']} ({one['impact']}): {node['target']} {node.get('failureSummary', '')[:300]}"
            for one in _violations(page, options)
            for node in one["nodes"][:3]
        ]
        assert not told, f"{page.url} in {scheme}:\n" + "\n".join(told)
    page.emulate_media(color_scheme="light")


def _violations(page: Page, options: dict[str, Any]) -> list[Any]:
    """What axe finds; its script stays in the page, as injecting it costs more than running it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found: list[Any] = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return found


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toasts")).to_contain_text(words)
