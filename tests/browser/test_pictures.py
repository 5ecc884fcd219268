"""The README's pictures, made from a small demo store on a Wednesday in March.

They go to a temporary folder; `YUKE_PICTURES=docs/pictures` keeps them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.conftest import PHONE, TABLET
from tests.browser.hands import enter, fits

MORNING = datetime(2026, 3, 18, 10, 42, tzinfo=ZoneInfo("Asia/Shanghai"))
DESK = {"viewport": {"width": 1440, "height": 900}}
Open = Callable[..., Page]

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=True):
        yield


def fill(app: Flask) -> int:
    """The demo store with a month behind it; the number of a lead that has something to tell."""
    from crm.demo.loading import Size, load
    from crm.leads.models import Lead
    from crm.shared.clock import clock
    from crm.shared.db import db
    from crm.staff.models import Staff

    with app.app_context():
        for person in db.session.scalars(select(Staff)):
            person.username = f"test_{person.username}"
        db.session.commit()
        store = load(Size(300, 200, 3, 9, 8), seed=7, password="a quiet morning", at=clock.now(), say=lambda _line: None, days=40)
        owner = select(Staff.id).where(Staff.username == "advisor").scalar_subquery()
        lead = db.session.scalars(
            select(Lead.id)
            .where(Lead.store_id == store.id, Lead.owner_id == owner, Lead.stage == "open", Lead.visit_count > 0)
            .order_by(Lead.test_driven_on.is_(None), Lead.visit_count.desc(), Lead.id.desc())
        ).first()
        db.session.rollback()
        assert lead
        return lead


def test_the_readmes_pictures(app: Flask, open_page: Open, morning: None, tmp_path: Path) -> None:
    folder = Path(os.environ.get("YUKE_PICTURES") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    lead = fill(app)
    for name, device, who, address in (
        ("reception-tablet", TABLET, "reception", "/reception"),
        ("my-day-phone", PHONE, "advisor", "/my-day"),
        ("lead-desktop", DESK, "advisor", f"/leads/{lead}"),
        ("board-desktop", DESK, "manager", "/board"),
        ("redeem-tablet", TABLET, "service", "/redeem"),
    ):
        page = enter(open_page(**device), app, who, address)
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans-CN")
        expect(page.locator("h1").first).to_be_visible()
        fits(page)
        picture = folder / f"{name}.png"
        page.screenshot(path=picture)
        assert picture.stat().st_size > 10_000
