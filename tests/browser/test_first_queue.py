"""From an empty system to the first queue on another person's screen: `./yuke run`, three files, a real browser.

It prints the minutes that it took; the promise is fifteen, and a person's own looking at the columns comes on top.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.launcher.test_run import House
from tests.servers import ROOT

SAMPLES = ROOT / "docs" / "samples"
PASSWORD = "seven quiet mornings in May"
DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "en-GB"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    running = House(tmp_path / "var", "--no-demo", port=8100)
    running.open()
    yield running
    if running.process.poll() is None:
        running.stop()


def leads(folder: Path) -> Path:
    """Twenty leads as an old system writes them: Sam has a contact due with each of them today."""
    here = datetime.now(UTC) + timedelta(hours=8)
    opened, today = here - timedelta(days=9), here
    lines = ["客户姓名,手机号,意向车型,意向级别,销售顾问,建档日期,下次跟进日期,来源"]
    for number in range(20):
        name = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"[number] + "先生"
        lines.append(f"{name},1391234{number:04},澄野 L5,A,Sam,{opened:%Y/%m/%d},{today:%Y-%m-%d},网络")
    path = folder / "leads.csv"
    path.write_bytes("\n".join(lines).encode("gb18030"))
    return path


def found_the_store(page: Page) -> None:
    """The first page of an empty system."""
    page.goto("/")
    expect(page).to_have_url(re.compile("first-run"))
    page.locator("input[name=store]").fill("东城店")
    page.locator("input[name=name]").fill("Ada")
    page.locator("input[name=username]").fill("ada")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Open the store").click()
    expect(page.locator("#nav, nav").first).to_be_visible()


def take_on(page: Page, name: str, role: str) -> None:
    page.goto("/settings/people/new")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=username]").fill(name.lower())
    page.locator(f"label:has(input[name=roles][value={role}])").click()
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("label.chip:has(input[name=language][value=en])").click()
    page.get_by_role("button", name="Take on").click()
    expect(page.locator(".toasts")).not_to_be_empty()


def bring_in(page: Page, kind: str, file: Path) -> None:
    """Upload, look at the columns, try, write."""
    page.goto("/imports")
    page.locator(f"label.chip:has(input[name=kind][value={kind}])").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Upload and read the columns").click()
    press(page, "Try it: nothing is written yet")
    press(page, "Write")
    page.get_by_role("dialog").get_by_role("button", name="Write").click()
    expect(page.locator("h1")).to_contain_text("Written", timeout=60_000)


def press(page: Page, name: str) -> None:
    """A button of a step that begins when the worker is ready."""
    button = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    expect(button).to_be_visible(timeout=60_000)
    button.click()


def enter(browser: Browser, house: House, name: str) -> Page:
    """Another person at another screen."""
    page = browser.new_context(base_url=f"http://127.0.0.1:{house.port}", **DESK).new_page()
    page.goto("/login")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").first.click()
    expect(page.locator("h1")).to_be_visible()
    return page


def until_it_says(page: Page, address: str, words: str) -> None:
    """Look again until the night's work, done at once, has reached the screen."""
    end = time.monotonic() + 120
    while not (page.goto(address) and re.search(words, page.locator("main").inner_text())):
        assert time.monotonic() < end, page.locator("main").inner_text()
        page.wait_for_timeout(500)


def test_an_empty_system_has_its_first_queue_within_fifteen_minutes(
    house: House, browser: Browser, tmp_path: Path
) -> None:
    began = house.started
    ada = browser.new_context(base_url=f"http://127.0.0.1:{house.port}", **DESK).new_page()
    found_the_store(ada)
    take_on(ada, "Sam", "advisor")
    take_on(ada, "Cora", "care")
    bring_in(ada, "customers", SAMPLES / "customers-with-vehicles.xlsx")
    bring_in(ada, "service_visits", SAMPLES / "service-visits.xlsx")
    bring_in(ada, "leads", leads(tmp_path))
    sam = enter(browser, house, "sam")
    until_it_says(sam, "/my-day", "Mr 赵")
    cora = enter(browser, house, "cora")
    until_it_says(cora, "/retention", r"Cars that stay away: [1-9]")
    took = (time.monotonic() - began) / 60
    print(f"\nfrom ./yuke run on nothing to Sam's first queue and Cora's list: {took:.1f} min")
    assert house.stop() == 0
