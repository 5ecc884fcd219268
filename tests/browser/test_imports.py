"""The import station by touch: a file goes in, is looked at, tried, written, read on another person's screen, and taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from jobs.runner import run_all
from tests.browser.hands import choose, enter, looked_at, toast
from tests.imports.files import workbook

pytestmark = pytest.mark.databases("sqlite")
HEADINGS = ["车主", "联系电话", "车牌号", "车架号", "车型", "最近进店里程", "最近进店日期", "杂项"]
CARL = ["周建国", "+86 138 1234 5678", "粤B1234O", "LSVAA4187E2123456", "澄野 L5", 64000, date(2026, 3, 5), "x"]
VERA = ["李霞", 13812345679, "粤B12346", "LSVAA4187E2123457", "澄野 L5", 6000, "2026年3月5日", ""]
BAD = ["王伟", "1380013800", "", "", "", "", "", ""]


def work(app: Flask) -> None:
    with app.app_context():
        run_all()


def given(rows: list[list[Any]], name: str) -> dict[str, Any]:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": workbook([["客户档案"], HEADINGS, *rows])}


def upload(page: Page, app: Flask, rows: list[list[Any]], name: str) -> None:
    choose(page, "kind", "customers")
    page.locator("input[type=file]").set_input_files(given(rows, name))  # type: ignore[arg-type]
    expect(page.locator(".drop b")).to_have_text(name)
    page.get_by_role("button", name="Upload and read the columns").tap()
    expect(page.locator("#working")).to_contain_text("Reading")
    work(app)
    expect(page.locator("h1")).to_contain_text("columns recognised")  # the page comes again by itself


def tried(page: Page, app: Flask) -> None:
    page.get_by_role("button", name="Try").tap()
    expect(page.locator("#working")).to_contain_text("Dry run under way")
    work(app)
    expect(page.locator("h1")).to_contain_text("Dry run done")


def test_a_file_goes_in_is_read_elsewhere_and_is_taken_back(app: Flask, tablet: Page, phone: Page) -> None:
    enter(tablet, app, "clerk", "/imports")
    upload(tablet, app, [CARL, VERA, BAD], "客户.xlsx")
    expect(tablet.locator("dd").filter(has_text="row 2")).to_contain_text("what stands above was skipped")
    tablet.get_by_label("Source").fill("老系统")
    tablet.get_by_role("button", name="Remember these columns").tap()
    toast(tablet, "Remembered")
    tried(tablet, app)
    expect(tablet.locator("h1")).to_contain_text("2 rows go in, 1 to look at")
    expect(tablet.locator("#columns")).to_contain_text("letter O made the digit 0: 1")
    looked_at(tablet)
    tablet.locator("a.stat").filter(has_text="Refused").tap()
    expect(tablet.locator(".tbl").first).to_contain_text("a phone needs 11 digits; this has 10")
    tablet.get_by_role("link", name="Write 2 rows").first.tap()
    dialog = tablet.get_by_role("dialog")
    expect(dialog).to_contain_text("taken back for 30 days")
    looked_at(tablet)
    dialog.get_by_role("button", name="Write 2 rows").tap()
    expect(tablet.locator("#working")).to_contain_text("Stop and take back what was written")
    work(app)
    expect(tablet.locator("h1")).to_contain_text("Written: 2 new, 0 changed")

    enter(phone, app, "care", "/customers")
    expect(phone.locator("main")).to_contain_text("周建国")

    tablet.get_by_role("link", name="Take back the import").tap()
    tablet.get_by_role("dialog").get_by_role("button", name="Take back the import").tap()
    expect(tablet.locator("#working")).to_contain_text("Being undone")
    work(app)
    expect(tablet.locator("h1")).to_contain_text("Taken back; 0 left as they are")
    looked_at(tablet)
    phone.reload()
    expect(phone.locator("main")).not_to_contain_text("周建国")


def test_the_station_on_a_phone(app: Flask, phone: Page) -> None:
    enter(phone, app, "clerk", "/imports/folders/new")
    phone.get_by_role("button", name="Watch this folder").tap()
    expect(phone.locator(".err").first).to_be_visible()
    looked_at(phone)
    phone.goto("/imports")
    upload(phone, app, [CARL], "一.xlsx")
    looked_at(phone)
    phone.get_by_text("Read it another way").tap()
    phone.get_by_label("Headings in row").fill("0")
    phone.get_by_role("button", name="Read the file again").tap()
    expect(phone.locator("#working")).to_be_visible()
    work(app)
    expect(phone.locator("dl")).to_contain_text("none: the columns are numbered")
    phone.goto("/imports")
    looked_at(phone)
