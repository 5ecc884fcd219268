"""The board through HTTP: every number is the number of the rows it opens, and nobody else's rows are counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.makers import make_coupon, make_delivery, make_lead, make_lost_sale, make_order
from tests.support import counted_queries, queries_at_most, sign_in, stamp_of


@pytest.fixture
def busy(app: Flask) -> Flask:
    """Three leads: one delivered, one ordered, one lost for its price; and a coupon."""
    from crm.leads.actions import decide_lost
    from crm.leads.models import Lead
    from crm.leads.rules import Verdict
    from crm.shared.db import db

    with app.app_context():
        make_delivery(make_order(make_lead(name="Dora", phone="13800000001")), vin="LSVAM4187C2184111")
        make_order(make_lead(name="Otto", phone="13800000002"))
        sale = make_lost_sale(make_lead(name="Lena", phone="13800000003"))
        decide_lost(sale, db.session.get_one(Lead, sale.lead_id), verdict=Verdict.APPROVED, stamp=stamp_of("supervisor"))
        make_coupon()
        db.session.commit()
    return app


def numbers(client: FlaskClient) -> dict[str, int]:
    """What the board says: {address of the rows: number}."""
    page = client.get("/board").text
    stats = re.findall(r'href="(/board/rows/[^"]+)"[^>]*>\s*<span class="stat__n">(\d+)', page)
    steps = re.findall(r'<a href="(/board/funnel/[^"]+)">[^<]*</a>.*?<b>(\d+)</b>', page, re.S)
    reasons = re.findall(r'<a href="(/board/rows/lost\?[^"]*reason=[^"]+)">[^<]*</a>.*?<b>(\d+)', page, re.S)
    return {address.replace("&amp;", "&"): int(number) for address, number in [*stats, *steps, *reasons]}


def rows_at(client: FlaskClient, address: str) -> int:
    return client.get(address).text.count('<tr role="row" data-nav>')


def test_every_number_is_the_number_of_the_rows_it_opens(busy: Flask) -> None:
    client = sign_in(busy.test_client(), "manager")
    found = numbers(client)
    assert len(found) == 12
    for address, number in found.items():
        assert rows_at(client, address) == number, address
    by_name = {re.sub(r"\?.*", "", address).rsplit("/", 1)[1]: n for address, n in found.items() if "reason" not in address}
    assert by_name["orders"] == 2
    assert by_name["deliveries"] == by_name["lost"] == by_name["coupons-issued"] == 1
    assert (by_name["leads"], by_name["ordered"], by_name["delivered"]) == (3, 2, 1)


def test_another_store_counts_nothing_of_ours(busy: Flask) -> None:
    client = sign_in(busy.test_client(), "other_manager")
    assert set(numbers(client).values()) <= {0}


@pytest.mark.parametrize("address", ["/board", "/board/rows/orders", "/board/funnel/leads"])
def test_a_page_of_the_board_asks_at_most_eight_times(busy: Flask, address: str) -> None:
    client = sign_in(busy.test_client(), "manager")
    client.get(address)
    with queries_at_most(8):
        assert client.get(address).status_code == 200


def test_the_rows_cost_the_same_for_one_and_for_fifty(app: Flask) -> None:
    from crm.shared.db import db

    def cost(count: int, start: int) -> int:
        with app.app_context():
            for number in range(start, start + count):
                make_lead(name=f"Nora{number}", phone=f"139{number:08d}")
            db.session.commit()
        client: Any = sign_in(app.test_client(), "manager")
        client.get("/board/funnel/leads")
        with counted_queries() as sent:
            client.get("/board/funnel/leads")
        return len(sent)

    assert cost(1, 0) == cost(50, 1)


def test_nonsense_in_the_address_is_not_found_and_a_strange_period_is_this_month(busy: Flask) -> None:
    client = sign_in(busy.test_client(), "manager")
    assert client.get("/board/rows/nothing").status_code == 404
    assert client.get("/board/funnel/nothing").status_code == 404
    assert client.get("/board/rows/lost?reason=nothing").status_code == 404
    assert client.get("/board?span=century").status_code == 200
    assert client.get("/board/rows/orders?after=99999999999999999999999").status_code == 400


def test_the_board_speaks_chinese(busy: Flask) -> None:
    page = sign_in(busy.test_client(), "manager").get("/board?lang=zh").text
    assert "漏斗：人在哪一步走掉" in page
    assert "价格高" in page
