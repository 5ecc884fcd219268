"""How far an overdue contact climbs, and the list that sorts by it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from crm.leads.rules.climb import Level, climbed_to, due_before, level_of
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.numbers import NUMBERS
from tests.callbacks.people import make_carl
from tests.support import queries_at_most, sign_in, stamp_of

TODAY = date(2026, 3, 18)
DEFAULTS = {number: number.default for number in NUMBERS.values()}


@pytest.mark.parametrize(
    ("days", "level"),
    [(-1, None), (0, None), (1, "leader"), (2, "supervisor"), (3, "supervisor"), (4, "manager"), (400, "manager")],
)
def test_a_day_is_the_leaders_two_the_supervisors_four_the_managers(days: int, level: str | None) -> None:
    assert climbed_to(TODAY - timedelta(days=days), TODAY, DEFAULTS) == level


@given(st.integers(0, 400), st.sampled_from([Level.LEADER, Level.SUPERVISOR, Level.MANAGER]))
def test_the_statements_say_the_same_as_the_rule(days: int, level: Level) -> None:
    due, order = TODAY - timedelta(days=days), tuple(Level)
    reached = climbed_to(due, TODAY, DEFAULTS)
    assert (due <= due_before(level, TODAY, DEFAULTS)) == (reached is not None and order.index(reached) >= order.index(level))


def test_the_highest_post_counts() -> None:
    assert level_of({"advisor", "leader", "manager"}) is Level.MANAGER
    assert level_of({"advisor"}) is None


def test_the_list_sorts_by_how_long_it_is_overdue_both_ways(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sam, today = stamp_of("advisor"), clock.day(clock.now())
        for days in range(1, 61):
            make_carl(sam, name=f"Late {days:02}", next_on=today - timedelta(days=days), next_rule="cadence")
        make_carl(sam, name="Resting", next_on=today + timedelta(days=30), next_rule="frozen")
        make_carl(sam, name="Undated")
        db.session.commit()
    sign_in(client, "supervisor")
    for sort, first, last in (("late", 60, 1), ("latest", 1, 60)):
        with queries_at_most(8):
            page = client.get(f"/leads?view=overdue&sort={sort}").text
        names = [part[:7] for part in page.split('">')[1:] if part.startswith("Late ")]
        assert names[0] == f"Late {first:02}"
        following = page.split('hx-get="/leads?')[-1].split('"')[0].replace("&amp;", "&")
        rest = client.get(f"/leads?{following}", headers={"HX-Request": "true"}).text
        names += [part[:7] for part in rest.split('">')[1:] if part.startswith("Late ")]
        assert names == [f"Late {n:02}" for n in range(first, last, -1 if first > last else 1)] + [f"Late {last:02}"]
    assert "Sales manager" in page
    assert "Undated" in client.get("/leads?sort=late").text or "Show more" in client.get("/leads?sort=late").text
    assert "Resting" in client.get("/leads?view=frozen").text
    assert "Late" not in client.get("/leads?view=frozen").text
