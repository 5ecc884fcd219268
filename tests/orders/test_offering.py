"""What Carl is offered, and who sent him."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.customers.timeline import timeline
from crm.orders.actions import note_referral, offer, take_referral_back
from crm.orders.models import FinancePlan, Referral, TradeIn
from crm.shared.db import db
from crm.shared.forms import Refused
from tests.makers import make_customer, make_lead, make_order
from tests.support import stamp_of

pytestmark = pytest.mark.usefixtures("english")


def offered(lead=None, **more):
    sam = stamp_of("advisor")
    told = {"model": "L6", "price": 20_000_000, "valid_until": sam.today + timedelta(days=7), **more}
    return offer(lead or make_lead(), stamp=sam, **told)


def test_a_quotation_with_the_old_car_and_a_loan():
    made = offered(
        discount=500_000, old_car="朔望 S5 2019", old_km=82_000, old_value=6_000_000, down=5_500_000, months=36,
        rate_bp=399, lender="A bank",
    )  # fmt: skip
    old, loan = db.session.scalars(select(TradeIn)).one(), db.session.scalars(select(FinancePlan)).one()
    assert made.price_fen == 19_500_000
    assert (old.car, old.mileage_km, old.value_fen, old.valid_until) == (
        "朔望 S5 2019",
        82_000,
        6_000_000,
        made.valid_until,
    )
    assert (loan.down_fen, loan.months, loan.monthly_fen) == (5_500_000, 36, 413_274)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"discount": 20_000_000}, "discount"),
        ({"valid_until": None}, "valid_until"),
        ({"old_km": 5}, "old_car"),
        ({"old_car": "S5"}, "old_km"),
        ({"old_car": "S5", "old_km": 5}, "old_value"),
        ({"down": 100}, "months"),
        ({"down": 20_000_000, "months": 12}, "down"),
        ({"months": 12}, "down"),
    ],
)
def test_half_an_offer_is_refused_under_its_field(more, field):
    if "valid_until" in more:
        more = {"valid_until": stamp_of("advisor").today - timedelta(days=1)}
    with pytest.raises(Refused) as said:
        offered(**more)
    assert said.value.field == field


def test_a_closed_lead_is_offered_nothing():
    with pytest.raises(Refused):
        offered(make_lead(stage="lost"))


class TestReferrals:
    def test_the_giver_is_found_by_the_whole_number_and_both_ends_see_it(self):
        giver, lead = make_customer("Olaf", "13800000001"), make_lead()
        note_referral(lead, giver_phone="13800000001", stamp=stamp_of("advisor"))
        db.session.flush()
        [mine] = timeline(giver.id, kinds=("sent",))
        [theirs] = timeline(lead.customer_id, kinds=("sent_by",))
        assert (mine["text"], mine["code"], mine["ref"]) == ("Carl", "open", lead.customer_id)
        assert (theirs["text"], theirs["ref"]) == ("Olaf", giver.id)

    def test_nobody_unknown_nobody_themselves_and_one_giver(self):
        make_customer("Olaf", "13800000001")
        make_customer("Cora", "13800000002")
        lead, sam = make_lead(), stamp_of("advisor")
        for phone in ("13900009999", "13812341234"):
            with pytest.raises(Refused) as said:
                note_referral(lead, giver_phone=phone, stamp=sam)
            assert said.value.field == "giver_phone"
        note_referral(lead, giver_phone="13800000001", stamp=sam)
        db.session.flush()
        with pytest.raises(Refused, match="already"):
            note_referral(lead, giver_phone="13800000002", stamp=sam)
        take_referral_back(lead, stamp=sam)
        note_referral(lead, giver_phone="13800000002", stamp=sam)
        db.session.flush()
        assert len(db.session.scalars(select(Referral)).all()) == 1

    def test_the_chain_never_runs_in_a_circle(self):
        one, sam = make_lead(name="Olaf", phone="13800000001"), stamp_of("advisor")
        two, three = make_lead(name="Cora", phone="13800000002"), make_lead()
        note_referral(two, giver_phone="13800000001", stamp=sam)
        db.session.flush()
        note_referral(three, giver_phone="13800000002", stamp=sam)
        db.session.flush()
        with pytest.raises(Refused, match="circle"):
            note_referral(one, giver_phone="13812341234", stamp=sam)

    def test_an_ordered_lead_may_still_name_its_giver(self):
        make_customer("Olaf", "13800000001")
        lead = make_lead()
        make_order(lead)
        assert note_referral(lead, giver_phone="13800000001", stamp=stamp_of("advisor")).giver_id
