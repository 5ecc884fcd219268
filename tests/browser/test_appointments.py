"""Invited on the phone, registered at the desk of the supervisor, received at the door; and the one who did not come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page, expect

from crm.appointments.models import Appointment
from crm.shared.db import db
from tests.browser.conftest import PHONE, TABLET
from tests.browser.hands import choose, enter, fits, looked_at, toast
from tests.makers import make_drive_car, make_lead
from tests.support import stamp_of

DESKTOP = {"viewport": {"width": 1440, "height": 900}, "has_touch": True}
DAY = timedelta(days=1)


def a_store(app: Flask) -> int:
    """Two cars, Carl to be invited, and Theo to be called today."""
    with app.app_context():
        sam = stamp_of("advisor")
        make_drive_car("E5"), make_drive_car("X7")
        lead = make_lead(interest="E5", first_due_on=None, grade="H")
        make_lead(name="Theo", phone="13812345678", next_on=sam.today, next_rule="cadence", first_due_on=None)
        number = int(lead.id)
        db.session.commit()
    return number


def moved(app: Flask, days: int) -> None:
    """The days go by: what was agreed lies so many days nearer."""
    with app.app_context():
        for one in db.session.query(Appointment):
            one.on_day, one.starts_at = one.on_day - days * DAY, one.starts_at - days * DAY
        db.session.commit()


def invite(phone: Page, lead_id: int, time: str) -> None:
    phone.goto(f"/leads/{lead_id}")
    phone.get_by_role("link", name="Agree on a time").tap()
    choose(phone, "kind", "test_drive")
    phone.get_by_label("Car", exact=True).select_option(label="E5")
    choose(phone, "at_time", time)
    phone.get_by_role("button", name="Agreed").tap()


def test_from_the_invitation_to_the_door(app: Flask, open_page: Callable[..., Page]) -> None:
    lead_id = a_store(app)
    phone = enter(open_page(**PHONE), app, "advisor", f"/leads/{lead_id}")
    phone.get_by_role("link", name="Agree on a time").tap()
    choose(phone, "kind", "test_drive")
    expect(phone.locator("#times .chip").first).to_be_visible()
    phone.get_by_role("button", name="Agreed").tap()  # no car and no time: both are said under their fields
    expect(phone.locator(".err").first).to_be_visible()
    phone.get_by_label("Car", exact=True).select_option(label="E5")
    choose(phone, "at_time", "10:00")
    looked_at(phone)
    phone.get_by_role("button", name="Agreed").tap()
    toast(phone, "Agreed.")
    expect(phone.locator("#appointments")).to_contain_text("Test drive E5")

    sue = enter(open_page(**DESKTOP), app, "supervisor", "/appointments")
    expect(sue.locator("h1")).to_contain_text("1 not confirmed")
    expect(sue.locator("table.cal")).to_contain_text("Carl")
    looked_at(sue)
    sue.get_by_role("button", name="Register 1 customer").tap()
    expect(sue.locator("main")).to_contain_text("registered by Sue")

    moved(app, 1)
    door = enter(open_page(**TABLET), app, "reception", "/reception")
    expect(door.locator("#expected")).to_contain_text("Test drive")
    door.locator("#expected").get_by_role("button").first.tap()
    expect(door.locator("#expected")).to_contain_text("0 still to come")


def test_who_does_not_come_gets_a_reason_and_a_new_time_before_the_queue_opens(
    app: Flask, open_page: Callable[..., Page]
) -> None:
    lead_id = a_store(app)
    phone = enter(open_page(**PHONE), app, "advisor", "/my-day")
    expect(phone.locator("#day")).to_contain_text("Theo")
    invite(phone, lead_id, "10:00")
    toast(phone, "Agreed.")

    moved(app, 2)
    phone.goto("/my-day")
    expect(phone.locator("#missed")).to_contain_text("did not come")
    expect(phone.locator("#day")).not_to_contain_text("Theo")
    looked_at(phone)
    choose(phone, "code", "competitor")
    phone.get_by_role("button", name="Move to the new time").tap()
    expect(phone.locator(".err")).to_contain_text("Say when they come instead.")
    fits(phone)
    phone.get_by_label("New time", exact=True).fill("15:00")
    phone.get_by_role("button", name="Move to the new time").tap()
    toast(phone, "Moved.")
    expect(phone.locator("#day")).to_contain_text("Theo")
    phone.goto("/appointments")
    expect(phone.locator("main")).to_contain_text("after a no-show")
    looked_at(phone)
