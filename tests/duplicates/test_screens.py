"""The page of suspected pairs, as people see and use it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.makers import make_customer, make_lead, make_vehicle
from tests.support import queries_at_most, sign_in, stamp_of

NAMES = "龚黎单仇查覃翟解尹缪褚郗晁谌阚"
HTMX = {"HX-Request": "true"}


def make_pairs(app: Flask, many: int = 1, **owners: str) -> list[int]:
    """So many people who were filed twice; the ids of the pairs."""
    from crm.duplicates.actions import find_pairs
    from crm.duplicates.models import SuspectedPair
    from crm.shared.db import db

    with app.app_context():
        for n in range(many):
            one = make_customer(NAMES[n] + "建平", f"138{n * 7919 + 1000:06d}34")
            other = make_customer(NAMES[n] + "建平", f"138{n * 7919 + 1000:06d}84", by="clerk")
            make_vehicle(other, vin=f"LSVAM4187C21842{n:02d}", plate=f"粤B123{n:02d}")
            for file, name in ((one, "keep"), (other, "gone")):
                if name in owners:
                    make_lead(customer=file, owner=owners[name])
        db.session.flush()
        find_pairs(stamp_of("clerk"))
        db.session.commit()
        found = db.session.scalars(select(SuspectedPair.id).order_by(SuspectedPair.points.desc(), SuspectedPair.id))
        return list(found)


def versions_of(app: Flask, pair_id: int) -> str:
    from crm.customers.models import Customer
    from crm.duplicates.models import SuspectedPair
    from crm.shared.db import db

    with app.app_context():
        pair = db.session.get_one(SuspectedPair, pair_id)
        rows = db.session.scalars(select(Customer).where(Customer.id.in_((pair.a_id, pair.b_id))))
        return " ".join(f"{row.id}:{row.version}" for row in rows)


@pytest.mark.parametrize("many", [1, 15])
def test_the_page_needs_no_more_statements_for_many_pairs(app: Flask, client: FlaskClient, many: int) -> None:
    make_pairs(app, many)
    sign_in(client, "clerk")
    client.get("/duplicates")
    with queries_at_most(8):
        page = client.get("/duplicates")
    assert page.status_code == 200
    assert "may be the same person" in page.text


def test_the_headline_counts_the_evidence_stands_in_sentences_and_numbers_are_masked(
    app: Flask, client: FlaskClient
) -> None:
    make_pairs(app, 2)
    page = sign_in(client, "clerk").get("/duplicates").text
    assert "<b>2</b> pairs may be the same person" in page
    assert "points" in page
    assert "138****0034" in page
    assert "13800100034" not in page


def test_an_empty_list_says_that_it_is_done(app: Flask, client: FlaskClient) -> None:
    assert "Done: nothing waits" in sign_in(client, "clerk").get("/duplicates").text


@pytest.mark.parametrize("who", ["reception", "advisor", "service", "marketing", "care", "admin"])
def test_others_do_not_merge(app: Flask, client: FlaskClient, who: str) -> None:
    [pair] = make_pairs(app)
    sign_in(client, who)
    assert client.get("/duplicates").status_code == 403
    assert client.post(f"/duplicates/{pair}/merge").status_code == 403


def test_another_stores_pair_does_not_exist(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "other_clerk")
    assert client.get(f"/duplicates/{pair}").status_code == 404
    assert client.post(f"/duplicates/{pair}/merge").status_code == 404
    assert client.post(f"/duplicates/{pair}/verdict", data={"verdict": "later"}).status_code == 404


def test_merge_then_the_pair_is_gone_and_the_old_address_leads_to_the_one_record(
    app: Flask, client: FlaskClient
) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "clerk")
    done = client.post(f"/duplicates/{pair}/merge", data={"versions": versions_of(app, pair)})
    assert done.status_code == 303
    page = client.get("/duplicates").text
    assert "Done: nothing waits" in page
    assert "30 days left" in page
    old = client.get("/customers/2")
    assert (old.status_code, old.headers["Location"]) == (302, "/customers/1")
    assert "was merged into this one" in client.get("/customers/1").text


def test_a_double_tap_merges_once(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "clerk")
    data = {"versions": versions_of(app, pair)}
    assert client.post(f"/duplicates/{pair}/merge", data=data).status_code == 303
    again = client.post(f"/duplicates/{pair}/merge", data=data)
    assert again.status_code == 422
    assert "merged meanwhile" in again.text or "Nothing to decide" in again.text


def test_a_file_that_was_changed_meanwhile_is_a_conflict(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "clerk")
    old = versions_of(app, pair)
    edit = {"name": "龚建萍", "kind": "person"}
    assert client.post("/customers/1", data=edit).status_code == 303
    told = client.post(f"/duplicates/{pair}/merge", data={"versions": old})
    assert told.status_code == 409


def test_two_owners_ask_for_a_reason_and_keep_what_was_chosen(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app, keep="advisor", gone="advisor2")
    sign_in(client, "manager")
    data = {"versions": versions_of(app, pair), "owner": "gone", "phone": "gone"}
    told = client.post(f"/duplicates/{pair}/merge", data=data)
    assert told.status_code == 422
    assert "Say in one line why" in told.text
    assert 'name="phone" value="gone" checked' in told.text
    assert client.post(f"/duplicates/{pair}/merge", data={**data, "why": "the same card"}).status_code == 303


def test_a_clerk_sees_that_the_first_owner_keeps_the_customer(app: Flask, client: FlaskClient) -> None:
    make_pairs(app, keep="advisor", gone="advisor2")
    page = sign_in(client, "clerk").get("/duplicates").text
    assert "stays with Sam" in page
    assert 'name="owner"' not in page


def test_not_the_same_and_later(app: Flask, client: FlaskClient) -> None:
    first, second = make_pairs(app, 2)
    sign_in(client, "clerk")
    assert client.post(f"/duplicates/{first}/verdict", data={"verdict": "not_same"}).status_code == 303
    assert client.post(f"/duplicates/{second}/verdict", data={"verdict": "later"}).status_code == 303
    assert client.post(f"/duplicates/{second}/verdict", data={"verdict": "merged"}).status_code == 422
    assert "Done: nothing waits" in client.get("/duplicates").text


def test_the_preview_follows_the_choice(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app, keep="advisor", gone="advisor2")
    sign_in(client, "manager")
    told = client.get(f"/duplicates/{pair}/preview?owner=gone", headers=HTMX).text
    assert "Vera" in told
    assert "1 car" in told
    assert "<html" not in told


def test_taking_apart_asks_first_and_says_what_goes_back(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "clerk")
    client.post(f"/duplicates/{pair}/merge", data={"versions": versions_of(app, pair)})
    asked = client.get("/duplicates/merges/1", headers=HTMX).text
    assert "Back to it go: 1 car" in asked
    assert client.post("/duplicates/merges/1/apart").status_code == 303
    assert client.get("/customers/2").status_code == 200
    again = client.post("/duplicates/merges/1/apart")
    assert again.status_code == 422
    assert "already" in again.text


def test_what_was_changed_since_is_named_and_can_be_left(app: Flask, client: FlaskClient) -> None:
    [pair] = make_pairs(app)
    sign_in(client, "clerk")
    data = {"versions": versions_of(app, pair), "phone": "gone"}
    client.post(f"/duplicates/{pair}/merge", data=data)
    client.post("/customers/1", data={"name": "龚建平", "kind": "person", "phone": "13877778888"})
    told = client.post("/duplicates/merges/1/apart")
    assert told.status_code == 422
    assert "the file itself (phone" in told.text
    assert client.post("/duplicates/merges/1/apart", data={"leave": "y"}).status_code == 303


def test_more_pairs_come_without_leaving_the_page(app: Flask, client: FlaskClient) -> None:
    make_pairs(app, 15)
    sign_in(client, "clerk")
    page = client.get("/duplicates").text
    assert page.count("rota__item--time") == 6
    link: Any = page.split('hx-get="/duplicates?')[1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/duplicates?{link}", headers=HTMX).text.count("rota__item--time") == 6
