"""An enquiry's way through HTTP: the website posts it, Dora claims it and hands it on, Sam sees it in his day."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from jobs.runner import run_all
from tests.journeys.walker import Walker

pytestmark = pytest.mark.csrf
CARL = {"phone": "+86 138-1234-5678", "name": "周先生", "model": "L6", "message": "May I drive it on Saturday?"}


def work(app: Flask) -> None:
    with app.app_context():
        run_all()


def open_a_source(app: Flask, routing: str) -> tuple[Walker, str]:
    """Max opens the website's door and copies its token."""
    max_ = Walker(app, "manager").open("/settings/sources/new?kind=website")
    max_.send(r"/settings/sources$", routing=routing)
    max_.send(r"/tokens$")
    token = re.search(r"yk_[\w-]{20,}", max_.page.text)
    assert token
    return max_, token[0]


def test_from_the_website_to_the_advisors_day(app: Flask) -> None:
    _max, token = open_a_source(app, "pool")
    website = app.test_client(use_cookies=False)
    sent = website.post("/api/enquiries", json=CARL, headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "1"})
    assert sent.status_code == 201
    work(app)

    dora = Walker(app, "dcc").open("/enquiries")
    assert "138****5678" in dora.page.text
    dora.send(r"/claim$")
    work(app)
    assert "May I drive it on Saturday?" in dora.page.text  # the lead's page
    assert "First contact" in Walker(app, "dcc").open("/my-day").page.text

    dora.open("/enquiries?view=open").open(dora.link(r"/enquiries/\d+/hand-over"))
    sam = re.search(r'<option value="(\d+)">Sam<', dora.page.text)
    assert sam
    dora.send(r"/hand-over$", owner_id=sam[1], reason="Wants a test drive")
    work(app)
    assert "Mr 周" not in Walker(app, "dcc").open("/my-day").page.text

    day = Walker(app, "advisor").open("/my-day")
    assert "Mr 周" in day.page.text
    assert "First contact" in day.page.text
    day.open(day.link(r"/leads/\d+"))
    assert "Handed to" in day.page.text or "Given to Sam" in day.page.text
    day.send(r"/leads/\d+/calls$", channel="phone", result="reached", topic="test_drive", said="Saturday at ten")
    closed = Walker(app, "manager").open("/enquiries?view=closed").page.text
    assert "Answered" in closed
    assert "Sam" in closed


def test_the_same_person_again_goes_to_the_same_advisor(app: Flask) -> None:
    _max, token = open_a_source(app, "agents")
    website = app.test_client(use_cookies=False)
    for model in ("L6", "X7"):
        assert website.post("/api/enquiries", json={**CARL, "model": model}, headers={"Authorization": f"Bearer {token}"}).status_code == 201
    work(app)
    page = Walker(app, "dcc").open("/enquiries?view=open").page.text
    assert page.count('<tr role="row" data-nav') == 1
    assert "Dora looks after this customer" in page
