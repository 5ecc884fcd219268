"""Carl steps back: asked in writing, decided by somebody else, the money settled, the lead never gone (F-18)."""

import pytest
from sqlalchemy import select

from crm.leads.models import Lead, LostDecision, LostSale
from crm.notices.models import Notice
from crm.orders.actions import (
    ask_to_cancel,
    decide_cancellation,
    deliver,
    pay_back,
    withdraw_cancellation,
)
from crm.orders.models import Refund
from crm.orders.rules import Becomes, CancelReason, Check, Deposit, Verdict
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_order
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")
VIN = "LSVAM4187C2184847"


def lead_of(order):
    return db.session.get_one(Lead, order.lead_id)


def asked(order=None, by="advisor", **more):
    order = order or make_order(deposit=500_000)
    told = {"reason": CancelReason.FINANCE, "written_on": stamp_of(by).today, "becomes": Becomes.OPEN, **more}
    request = ask_to_cancel(order, lead_of(order), stamp=stamp_of(by), **told)
    db.session.flush()
    return request, order, lead_of(order)


def decided(request, order, lead, verdict=Verdict.APPROVED, by="manager", **more):
    made = decide_cancellation(request, order, lead, verdict=verdict, stamp=stamp_of(by), **more)
    db.session.flush()
    return made


def test_the_order_stands_until_a_chief_has_decided():
    request, order, lead = asked()
    assert (lead.stage, request.closed_at) == ("ordered", None)
    told = db.session.scalars(select(Notice.staff_id).where(Notice.kind == "cancelling")).all()
    assert sorted(told) == sorted([stamp_of("supervisor").by.id, stamp_of("manager").by.id])
    with pytest.raises(Refused, match="waits for its answer"):
        deliver(order, lead, vin=VIN, mileage_km=1, delivered_on=stamp_of("advisor").today, checks=list(Check),
                stamp=stamp_of("advisor"))  # fmt: skip
    with pytest.raises(Refused, match="waits for its answer"):
        ask_to_cancel(order, lead, reason=CancelReason.PRICE, written_on=request.written_on, becomes=Becomes.OPEN,
                      stamp=stamp_of("advisor"))  # fmt: skip


def test_approved_the_lead_is_followed_up_again_today():
    request, order, lead = asked()
    decided(request, order, lead, refund=500_000)
    assert (lead.stage, lead.next_on) == ("open", stamp_of("advisor").today)
    assert db.session.scalars(select(Notice).where(Notice.kind == "cancelling", Notice.ended_at.is_(None))).all() == []
    assert make_order(lead).id != order.id  # the old one stays, and another may be signed


def test_approved_as_lost_it_is_the_advisors_application_and_the_chiefs_approval():
    request, order, lead = asked(reason=CancelReason.PRICE, becomes=Becomes.LOST, note="8,000 cheaper in the next town")
    decided(request, order, lead, refund=500_000)
    sale = db.session.scalars(select(LostSale)).one()
    made = db.session.scalars(select(LostDecision)).one()
    assert (lead.stage, sale.reason, sale.by_id) == ("lost", "price", stamp_of("advisor").by.id)
    assert (made.verdict, made.by_id) == ("approved", stamp_of("manager").by.id)


def test_another_car_needs_brand_and_model_before_it_is_lost():  # F-17
    with pytest.raises(Refused) as said:
        asked(reason=CancelReason.OTHER_CAR, becomes=Becomes.LOST)
    assert said.value.field == "competitor_brand"


def test_refused_it_stands_and_the_advisor_reads_why():
    request, order, lead = asked()
    with pytest.raises(Refused) as said:
        decided(request, order, lead, Verdict.REFUSED)
    assert said.value.field == "note"
    decided(request, order, lead, Verdict.REFUSED, note="The bank says yes now")
    assert lead.stage == "ordered"
    told = db.session.scalars(select(Notice.staff_id).where(Notice.kind == "cancelled")).one()
    assert told == stamp_of("advisor").by.id
    assert asked(order)[0].id != request.id  # asked again later


def test_nobody_decides_about_an_own_request_and_nobody_twice():
    request, order, lead = asked(by="manager")
    with pytest.raises(Refused, match="Somebody else"):
        decided(request, order, lead)
    decided(request, order, lead, by="supervisor")
    with pytest.raises(Refused, match="already"):
        decided(request, order, lead, by="gm")


def test_who_asked_withdraws():
    request, _order, lead = asked()
    with pytest.raises(Refused, match="Only the person"):
        withdraw_cancellation(request, lead, stamp=stamp_of("manager"))
    withdraw_cancellation(request, lead, stamp=stamp_of("advisor"))
    assert lead.stage == "ordered"
    assert request.closed_at


def test_the_money_is_owed_then_paid_once():
    request, order, lead = asked()
    decided(request, order, lead, refund=500_000)
    pay_back(request, stamp=stamp_of("supervisor"))
    db.session.flush()
    rows = db.session.execute(select(Refund.state, Refund.amount_fen).order_by(Refund.id)).all()
    assert [tuple(row) for row in rows] == [("owed", 500_000), ("paid", 500_000)]
    with pytest.raises(Refused, match="paid back already"):
        pay_back(request, stamp=stamp_of("supervisor"))


def test_a_kept_deposit_owes_nothing():
    request, order, lead = asked(make_order(deposit=500_000, deposit_kind=Deposit.EARNEST))
    decided(request, order, lead, refund=0)
    assert db.session.scalars(select(Refund.state)).one() == "kept"
    with pytest.raises(Refused):
        pay_back(request, stamp=stamp_of("supervisor"))


def test_more_than_twice_the_deposit_never_goes_back():
    request, order, lead = asked()
    with pytest.raises(Refused) as said:
        decided(request, order, lead, refund=1_000_001)
    assert said.value.field == "refund"


def test_the_letter_is_not_from_the_future_and_other_reasons_need_words():
    from datetime import timedelta

    order = make_order()
    with pytest.raises(Refused) as said:
        asked(order, written_on=stamp_of("advisor").today + timedelta(days=1))
    assert said.value.field == "written_on"
    with pytest.raises(Refused) as said:
        asked(order, reason=CancelReason.OTHER)
    assert said.value.field == "note"


def test_the_car_of_a_cancelled_order_is_free_again():
    request, order, lead = asked(make_order(vin=VIN))
    decided(request, order, lead)
    assert make_order(lead, vin=VIN).vin == VIN
