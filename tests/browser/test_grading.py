"""The grading by touch: a manager adopts better points and takes them back, sets a ready table, looks at a downgrade."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.grading import actions
from crm.leads.actions import change_grade
from crm.leads.rules import Grade
from crm.leads.rules.suggestion import TEST_DRIVE
from crm.shared import settings
from crm.shared.db import db
from tests.browser.hands import enter, looked_at, toast
from tests.grading.conftest import past  # noqa: F401 - a fixture
from tests.makers import make_lead
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def test_a_manager_adopts_takes_back_sets_a_table_and_puts_a_grade_back(
    app: Flask,
    phone: Page,
    past: Callable[..., None],  # noqa: F811
) -> None:
    past(360)
    manager = stamp_of("manager")
    settings.change(TEST_DRIVE.key, 0, manager)
    actions.check(manager)
    lead = make_lead(name="Vic", phone="13900001111", grade="H", last_contact_at=manager.at - timedelta(days=20))
    change_grade(lead, grade=Grade.B, reason="went silent", stamp=stamp_of("advisor"))
    db.session.commit()
    enter(phone, app, "manager", "/grading")
    expect(phone.get_by_text("Better points are proposed")).to_be_visible()
    looked_at(phone)
    phone.get_by_role("button", name="Adopt these points").tap()
    toast(phone, "The proposed points count from now on.")
    expect(phone.get_by_text("Card 2")).to_be_visible()
    phone.get_by_role("button", name="Take back").tap()
    toast(phone, "Taken back; the standards are as before.")
    phone.goto("/grading/presets")
    looked_at(phone)
    phone.get_by_role("button", name="Set this table").tap()
    toast(phone, "set from now on")
    expect(phone.locator("h1")).to_contain_text("7 days / 1 month / 3 months / later")
    phone.goto("/grading/lowered")
    looked_at(phone)
    phone.get_by_role("button", name="Put back to H").tap()
    expect(phone.locator(".err")).to_contain_text("the advisor reads it")
    looked_at(phone)
    phone.get_by_label("Words to the advisor").fill("Call once more")
    phone.get_by_role("button", name="Put back to H").tap()
    toast(phone, "Put back to H.")
    expect(phone.locator("h1")).to_contain_text("No lowered grade waits for you")
