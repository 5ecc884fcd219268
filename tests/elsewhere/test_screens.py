"""The table of R-710 as Ian and Cora see it: R-411, R-412 and R-413 each count the cars that they open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from crm.elsewhere import queries
from crm.elsewhere.models import ElsewhereVisit
from crm.elsewhere.rules import Span, period
from crm.shared.crypto import blind
from crm.shared.db import db
from tests.makers import make_customer, make_vehicle, make_workshop_visit
from tests.support import queries_at_most, sign_in, stamp_of

DAY = timedelta(days=1)


def seen(number: int, *, times: int = 1, here: int = 0, region: bool | None = True, ago: int = 20, store_id: int = 1, prefix: str = "", **car) -> None:
    """A car of ours that was elsewhere; and here so many times in the last months."""
    today, vin = stamp_of("clerk").today, f"LSVAA4187E2{number:06}"
    if car.pop("on_file", True):
        more = {"plate": f"粤B{number:05}", "vin": vin, **car}
        mine = make_vehicle(make_customer(f"Carl{number}", f"1380000{number:04}", by=f"{prefix}reception"), by=f"{prefix}advisor", **more)
        for visit in range(here):
            make_workshop_visit(mine, today - (visit + 5) * 7 * DAY)
    for one in range(times):
        index, day = blind(store_id, "vin", vin), today - (ago + one) * DAY
        db.session.add(ElsewhereVisit(store_id=store_id, vin=vin, vin_index=index, other_store="澄野南山店", in_region=region, on_day=day,
                                      natural_key=f"{index}:{day}"))  # fmt: skip


@pytest.fixture
def store(app):
    with app.app_context():
        today = stamp_of("clerk").today
        for number, how in enumerate([
            {}, {"ago": 300, "times": 3}, {"here": 1}, {"here": 1, "region": False}, {"here": 2}, {"here": 3, "region": None},
            {"here": 4}, {"here": 6}, {"bought_on": today - 90 * DAY, "sold_here": True},
            {"bought_on": today - 90 * DAY, "sold_here": True, "plate": None}, {"bought_on": today - 90 * DAY, "sold_here": True, "here": 1},
            {"on_file": False}, {"ago": 700},
        ]):  # fmt: skip
            seen(number, **how)
        seen(77, store_id=2, prefix="other_")
        db.session.commit()


EXPECTED = {
    "seen": 11, "gone": 4, "silent": 1, "returns": 7, "here-1": 3, "here-2": 1, "here-3": 1, "here-4": 1, "here-5": 1,
    "near": 5, "away": 1, "unsaid": 1, "buyers": 3, "plated": 2, "bare": 1, "plated-never": 1, "bare-never": 1, "unknown": 1,
}  # fmt: skip


def test_every_figure_is_the_number_of_the_cars_that_it_opens(app, store):
    with app.app_context():
        stamp = stamp_of("clerk")
        span = period(Span.YEAR, stamp.today)
        found = queries.figures(span, stamp)
        assert {group.value: n for group, n in found.items()} == EXPECTED
        for group, count in found.items():
            assert len(queries.page_of(group, span, stamp, None)[0]) == count, group


def test_the_page_says_who_is_gone_and_opens_each_figure(client, store):
    sign_in(client, "service")
    page = client.get("/elsewhere").text
    assert "<b>11</b> of our cars were in other stores, <em>4</em> of them not here at all" in page
    assert "1 VIN of the lists is not on file." in page
    assert {one.replace("&amp;", "&") for one in re.findall(r'href="(/elsewhere\?[^"#]*group=[^"#]*)#cars"', page)} >= {f"/elsewhere?span=year&group={one}" for one in EXPECTED}
    rows = client.get("/elsewhere?group=bare").text
    assert "Carl9" in rows and "Carl8" not in rows and "澄野南山店" in rows
    assert "13800000009" not in rows and "138****0009" in rows
    unknown = client.get("/elsewhere?group=unknown").text
    assert "LSVAA4187E2000011" not in unknown and "L**********0011" in unknown and "Carl77" not in unknown


def test_nonsense_in_the_address_is_no_error(client, store):
    sign_in(client, "clerk")
    for url in ("/elsewhere?group=x&span=y", "/elsewhere?after=x", "/elsewhere?after=2026-01-01.99999999999999999999", "/elsewhere?after=9999-13-01.1"):
        assert client.get(url).status_code == 200


def test_without_a_list_the_page_says_where_it_comes_from(client):
    assert "comes in by the import" in sign_in(client, "care").get("/elsewhere").text


def test_reception_does_not_see_it(client):
    assert sign_in(client, "reception").get("/elsewhere").status_code == 403


def test_fifty_cars_cost_as_much_as_one_and_the_next_page_follows(app, client, store):
    sign_in(client, "care").get("/elsewhere?group=gone")
    with queries_at_most(6):
        client.get("/elsewhere?group=gone")
    with app.app_context():
        for number in range(100, 160):
            seen(number, ago=1 + number % 3)
        db.session.commit()
    with queries_at_most(6):
        page = client.get("/elsewhere?group=gone").text
    following = re.search(r'href="(/elsewhere\?[^"]*after=[^"]*)"', page)[1].replace("&amp;", "&")
    rest = client.get(following, headers={"HX-Request": "true"}).text
    names = [set(re.findall(r">(Carl\d+)<", text)) for text in (page, rest)]
    assert (len(names[0]), len(names[1]), len(names[0] & names[1])) == (50, 14, 0)


def test_it_speaks_chinese(client, store):
    page = sign_in(client, "service").get("/elsewhere?lang=zh").text
    assert "Seen in other stores" in page or "他店" in page
