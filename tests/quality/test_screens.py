"""Data health over HTTP: every count is the length of its list, and the list offers the fix."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from crm.customers.models import Customer
from crm.quality import actions
from crm.quality.models import QualityFix, QualityRun
from crm.quality.rules import Check
from crm.shared.db import db
from crm.shared.queue import Outbox
from crm.vehicles.models import Vehicle
from jobs.runner import run_all
from tests.makers import make_customer
from tests.quality.people import make_ailing_store
from tests.support import queries_at_most, sign_in, stamp_of

HX = {"HX-Request": "true"}


def text(response) -> str:  # type: ignore[no-untyped-def]
    return response.get_data(as_text=True)


@pytest.fixture
def ids(app, client) -> dict[str, int]:  # type: ignore[no-untyped-def]
    with app.app_context():
        store = make_ailing_store()
        actions.look(stamp_of("clerk"))
        db.session.commit()
        found = {name: row.id for name, row in store.items() if name != "visits"}
        found["low"] = store["visits"][2].id
    sign_in(client, "clerk")
    return found


def test_every_line_counts_the_list_that_it_opens(client, ids) -> None:  # type: ignore[no-untyped-def]
    with queries_at_most(9):
        page = text(client.get("/quality"))
    assert "<b>13</b> things in the data need a look" in page  # every check, and an unknown model
    lines = re.findall(r'href="(/quality/[\w-]+)".*?health__n num">(?:(\d+)|<svg)', page, re.S)
    assert len(lines) == len(Check)
    for address, count in lines:
        rows = text(client.get(address))
        assert rows.count('name="keys"') == int(count or 0), address
    with queries_at_most(4):
        client.get("/quality/mileage-down")


def test_the_look_is_asked_for_and_the_page_waits_for_it(app, client) -> None:  # type: ignore[no-untyped-def]
    sign_in(client, "clerk")
    assert "Nobody has looked through the data yet" in text(client.get("/quality"))
    for _twice in range(2):
        assert client.post("/quality/looks").status_code == 303
    with app.app_context():
        assert list(db.session.scalars(select(Outbox.job))) == ["jobs.quality.look"]
        db.session.add(QualityRun(store_id=1, started_at=stamp_of("clerk").at, at_check=3))
        db.session.commit()
    page = text(client.get("/quality"))
    seen = re.search(r'hx-get="/quality\?seen=(\d+)"', page)
    assert seen and "being looked through: 3 of 12" in page
    assert client.get(f"/quality?seen={seen[1]}", headers=HX).status_code == 204
    with app.app_context():
        run_all()
    done = text(client.get(f"/quality?seen={seen[1]}", headers=HX))
    assert "The data is in good order" in done and "<html" not in done and "hx-get" not in done


def test_a_number_is_typed_beside_the_row_and_taken_back(app, client, ids) -> None:  # type: ignore[no-untyped-def]
    address = f"/quality/no-phone/{ids['quiet']}"
    wrong = client.post(address, data={"phone": "123", "version": "1"}, headers=HX)
    assert wrong.status_code == 422 and 'value="123"' in text(wrong) and text(wrong).count("<tr") == 1
    taken = client.post(address, data={"phone": "13812341234", "version": "1"})
    assert taken.status_code == 422 and "Another customer has this number" in text(taken)
    assert 'value="13812341234"' in text(taken)
    stale = client.post(address, data={"phone": "13900000777", "version": "7"}, headers=HX)
    assert stale.status_code == 409 and "Someone has just changed this" in text(stale)
    fixed = client.post(address, data={"phone": "139 0000 0777", "version": "1"}, headers=HX)
    assert fixed.status_code == 200 and '<b id="left" hx-swap-oob="true">0</b>' in text(fixed)
    assert client.post(address, data={"phone": "13900000777", "version": "1"}, headers=HX).status_code == 409
    with app.app_context():
        number = db.session.scalar(select(QualityFix.id))
        assert db.session.get(Customer, ids["quiet"]).phone == "13900000777"
    assert client.post(f"/quality/fixes/{number}/undoing").status_code == 303
    again = client.post(f"/quality/fixes/{number}/undoing")
    assert again.status_code == 422 and "undone already" in text(again)
    with app.app_context():
        assert db.session.get(Customer, ids["quiet"]).phone is None


def test_each_kind_of_fix_has_its_form(app, client, ids) -> None:  # type: ignore[no-untyped-def]
    with app.app_context():
        day = stamp_of("clerk").today.isoformat()
    for check, name, data in (
        ("no-name", "nameless", {"name": "Nina"}), ("odd-vin", "odd_vin", {"vin": "LSVAM4184C2184191"}),
        ("odd-plate", "odd_plate", {"plate": "粤B77777"}), ("no-model", "bare", {"model": "途观", "series": ""}),
        ("bought-late", "late", {"bought_on": day}), ("mileage-down", "low", {"km": "", "before_km": "11,000"}),
    ):  # fmt: skip
        answer = client.post(f"/quality/{check}/{ids[name]}", data=data)
        assert (answer.status_code, answer.location) == (303, f"/quality/{check}"), text(answer)
        assert "Nothing left here" in text(client.get(f"/quality/{check}"))
    with app.app_context():
        assert db.session.get(Vehicle, ids["odd_vin"]).vin == "LSVAM4184C2184191"


def test_ticked_rows_are_kept_or_put_away(app, client, ids) -> None:  # type: ignore[no-untyped-def]
    assert client.post("/quality/odd-vin/ticked", data={"keys": [ids["odd_vin"]], "do": "right"}).status_code == 303
    assert "Nothing left here" in text(client.get("/quality/odd-vin"))
    nothing = client.post("/quality/stale/ticked", data={"keys": ["x", "99"], "do": "away"})
    assert nothing.status_code == 422 and "Tick at least one row" in text(nothing)
    assert client.post("/quality/stale/ticked", data={"keys": [ids["stale"]], "do": "away"}).status_code == 303
    with app.app_context():
        assert db.session.get(Customer, ids["stale"]).archived_at is not None
    page = text(client.get("/quality"))
    assert ">Put away<" in page and ">Right as it is<" in page


def test_who_may_see_and_who_may_fix(client, ids) -> None:  # type: ignore[no-untyped-def]
    fix = f"/quality/no-phone/{ids['quiet']}"
    assert client.get("/quality/nonsense").status_code == 404
    assert client.post(f"/quality/stale/{ids['stale']}").status_code == 404
    assert client.post("/quality/no-phone/999999", data={"phone": "13900000777"}).status_code == 404
    admin = sign_in(client, "admin")
    assert 'name="phone"' not in text(admin.get("/quality/no-phone"))
    assert admin.post(fix, data={"phone": "13900000777"}).status_code == 404
    away = admin.post("/quality/stale/ticked", data={"keys": [ids["stale"]], "do": "away"})
    assert away.status_code == 404
    for post in ("advisor", "marketing", "gm"):
        assert sign_in(client, post).get("/quality").status_code == 403
    sign_in(client, "other_manager")
    assert client.post(fix, data={"phone": "13900000777", "version": "1"}).status_code == 404
    assert "Quinn" not in text(client.get("/quality/no-phone"))


def test_fifty_a_page_by_key_and_the_count_is_capped(app, client, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from crm.quality.queries import findings

    with app.app_context():
        for at in range(60):
            make_customer(f"N{at}", None)
        actions.look(stamp_of("clerk"))
        db.session.commit()
    sign_in(client, "clerk")
    monkeypatch.setattr(findings, "PAGE", 25)
    with queries_at_most(4):
        page = text(client.get("/quality/no-phone"))
    assert page.count('name="keys"') == 25 and ">60<" in page
    following = re.search(r'href="(/quality/no-phone\?after=\d+)"', page)
    assert following and text(client.get(following[1])).count('name="keys"') == 25
