"""Sam's card, and Carl hears when somebody else looks after him or a number changes (R-344, A-05)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.cards import actions, queries
from crm.cards.models import AdvisorCard, CardSending
from crm.cards.rules import How, number_on_card
from crm.leads.actions import assign
from crm.leads.models import Lead
from crm.rota.actions import backups
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from tests.makers import make_lead
from tests.support import queries_at_most, sign_in, stamp_of

PART = {"HX-Request": "true"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("139 1234-5678", "13912345678"),
        ("（０２１）１２３４５６７", "0211234567"),
        ("+86 139", "+86139"),
        ("", ""),
        ("call me", None),
        ("12", None),
    ],
)
def test_a_number_on_the_card_can_be_dialled(typed: str, number: str | None) -> None:
    assert number_on_card(typed) == number


def later(who: str, hours: int) -> Stamp:
    now = stamp_of(who)
    return Stamp(now.by, now.at + timedelta(hours=hours))


def make_card(who: str = "advisor", **more: str) -> AdvisorCard:
    card = actions.write_card(**{"phone": "13900001111", **more}, stamp=stamp_of(who))
    db.session.flush()
    return card


def known_lead(**more: Any) -> Lead:
    """Sam has spoken with Carl."""
    return make_lead(last_contact_at=stamp_of("advisor").at, last_contact_channel="phone", **more)


def move(lead: Lead, to: str, hours: int) -> None:
    assign(lead, owner_id=stamp_of(to).by.id, reason="moves", stamp=later("supervisor", hours))
    db.session.flush()


def test_a_new_advisor_is_told_until_somebody_speaks_with_the_customer(inside: Flask) -> None:
    lead = known_lead()
    assert queries.news_of(lead.id) is None
    move(lead, "advisor2", 1)
    news = queries.news_of(lead.id)
    assert (news.what, news.before) == ("advisor", "Sam")
    vera = stamp_of("advisor2").by
    assert [row.id for row in queries.untold(vera)[0]] == [lead.id]
    assert (queries.count_untold(1, vera.id), queries.count_untold(1, stamp_of("advisor").by.id)) == (1, 0)
    lead.last_contact_at = later("advisor2", 2).at
    db.session.flush()
    assert queries.news_of(lead.id) is None


def test_who_never_met_the_first_advisor_or_has_them_back_is_not_told(inside: Flask) -> None:
    stranger, known = make_lead(), known_lead(name="Dora", phone="13900000002")
    move(stranger, "advisor2", 1)
    assert queries.news_of(stranger.id) is None
    move(known, "advisor2", 1)
    move(known, "advisor", 2)
    assert queries.news_of(known.id).before == "Vera"  # nobody knows yet that Vera was there in between
    known.last_contact_at = later("advisor", 3).at
    db.session.flush()
    assert queries.news_of(known.id) is None


def test_a_changed_number_is_told_to_each_customer_of_mine(inside: Flask) -> None:
    lead, card = known_lead(), make_card()
    actions.write_card(phone="13900001111", line="Always glad", version=card.version, stamp=later("advisor", 1))
    assert queries.news_of(lead.id) is None  # the number is the same
    db.session.flush()
    actions.write_card(phone="13900002222", version=card.version, stamp=later("advisor", 2))
    db.session.flush()
    assert queries.news_of(lead.id).what == "number"
    actions.note_sending(lead, how=How.WECHAT, stamp=later("advisor", 3))
    db.session.flush()
    assert queries.news_of(lead.id) is None
    with pytest.raises(Stale):
        actions.write_card(phone="1", version=1, stamp=stamp_of("advisor"))


def test_without_a_card_nothing_is_sent(inside: Flask) -> None:
    with pytest.raises(Refused):
        actions.note_sending(known_lead(), how=How.SMS, stamp=stamp_of("advisor"))
    assert db.session.scalars(select(CardSending)).all() == []


def test_the_customer_sees_numbers_backup_and_hotline_and_nobody_else(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        card = make_card(line="Ten years with 澄野")
        make_card("advisor2", phone="13900003333")
        backups.name_backup(
            staff_id=stamp_of("advisor").by.id, backup_id=stamp_of("advisor2").by.id, stamp=stamp_of("leader")
        )
        from crm.staff.models import Store

        db.session.get_one(Store, 1).phone = "4008001234"
        known_lead()
        token = card.token
        db.session.commit()
    page = client.get(f"/a/{token}?lang=en")
    assert page.status_code == 200
    for text in ("Sam", "13900001111", "Vera", "13900003333", "4008001234", "Ten years"):
        assert text in page.text
    assert "Carl" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/a/nothing").status_code == 404
    sign_in(client, "advisor").post("/card/address", data={"version": "1"})
    assert client.get(f"/a/{token}").status_code == 404


def test_the_card_of_a_leaver_names_the_store_only(app: Flask, client: FlaskClient) -> None:
    from crm.staff.models import Staff

    with app.app_context():
        card = make_card()
        token, sam = card.token, db.session.get_one(Staff, card.staff_id)
        sam.disabled_at = stamp_of("admin").at
        db.session.commit()
    page = client.get(f"/a/{token}?lang=en").text
    assert "no longer works here" in page
    assert "13900001111" not in page


def test_sam_writes_his_card_and_wrong_numbers_stay_in_the_box(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "advisor")
    assert client.get("/card").status_code == 200
    wrong = client.post("/card", data={"phone": "call me", "line": "kept"})
    assert wrong.status_code == 422
    assert "kept" in wrong.text
    saved = client.post("/card", data={"phone": "139 0000 1111"}, follow_redirects=True).text
    assert "/a/" in saved
    assert "To my card" in client.get("/me").text


def test_vera_finds_the_words_and_notes_that_carl_has_them(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lead = known_lead()
        make_card("advisor2")
        move(lead, "advisor2", 1)
        number = lead.id
        db.session.commit()
    sign_in(client, "advisor2")
    with queries_at_most(6):
        assert "Carl" in client.get("/card/customers").text
    assert "before you it was Sam" in client.get(f"/leads/{number}/brief", headers=PART).text
    page = client.get(f"/leads/{number}/card").text
    assert "From now on I look after you" in page
    assert client.post(f"/leads/{number}/card", data={}).status_code == 422
    with app.app_context():
        db.session.get_one(Lead, number).last_contact_at = None  # only the card tells
        db.session.get_one(Lead, number).visit_count = 1
        db.session.commit()
        assert queries.news_of(number) is not None
    assert sign_in(client, "advisor").get(f"/leads/{number}/card").status_code == 404


def test_the_hotline_of_the_store_is_written_once_for_every_card(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "manager")
    assert client.post("/card/store", data={"hotline": "ring us"}).status_code == 422
    saved = client.post(
        "/card/store", data={"hotline": "400-800-1234", "address": "East Road 1", "version": "1"}, follow_redirects=True
    )
    assert "4008001234" in saved.text
    assert client.post("/card/store", data={"hotline": "", "version": "1"}).status_code == 409
    assert sign_in(client, "advisor").get("/card/store").status_code == 403
