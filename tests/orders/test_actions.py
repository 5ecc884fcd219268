"""Carl signs: the price, the deposit and its limit, the day and the car."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.leads.models import Lead
from crm.orders.actions import change_promise, place_order
from crm.orders.models import Order
from crm.orders.rules import Deposit
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from tests.makers import make_lead, make_order
from tests.support import stamp_of

VIN = "LSVAM4187C2184847"


def lead_of(order):
    return db.session.get_one(Lead, order.lead_id)


@pytest.mark.usefixtures("english")
class TestOrders:
    def test_an_ordered_lead_waits_for_its_car(self):
        order = make_order(deposit=1_000_000, deposit_kind=Deposit.EARNEST)
        lead = lead_of(order)
        assert (lead.stage, lead.next_rule) == ("ordered", "ordered")
        assert lead.next_on == stamp_of("advisor").today + timedelta(days=7)  # F-01: O is contacted every 7 days

    @pytest.mark.parametrize(
        ("kind", "deposit", "refused"),
        [
            ("earnest", 4_000_100, True),
            ("earnest", 4_000_000, False),
            ("advance", 4_000_100, False),
            ("advance", 20_000_100, True),
        ],
    )
    def test_a_legal_deposit_over_a_fifth_is_refused_under_its_field(self, kind, deposit, refused):  # F-18
        if not refused:
            assert make_order(deposit=deposit, deposit_kind=Deposit(kind)).deposit_fen == deposit
            return
        with pytest.raises(Refused) as said:
            make_order(deposit=deposit, deposit_kind=Deposit(kind))
        assert said.value.field == "deposit"

    def test_the_price_stands_part_by_part_and_the_fifth_is_of_the_contract(self):  # F-18
        parts = {"equipment": 1_000_000, "discount": 500_000, "tax": 1_800_000, "insurance": 600_000, "plates": 50_000}
        order = make_order(price=20_000_000, deposit=4_100_000, deposit_kind=Deposit.EARNEST, **parts)
        assert (order.car_fen, order.price_fen, order.total_fen) == (20_000_000, 20_500_000, 22_950_000)
        with pytest.raises(Refused) as said:
            make_order(make_lead(name="Vince", phone="13900001111"), price=100, discount=100)
        assert said.value.field == "discount"

    def test_a_lead_under_review_as_lost_is_not_ordered(self):
        with pytest.raises(Refused, match="under review"):
            make_order(make_lead(stage="lost_pending"))

    def test_a_delivery_is_not_promised_for_yesterday(self):
        with pytest.raises(Refused) as said:
            make_order(promised_on=stamp_of("advisor").today - timedelta(days=1))
        assert said.value.field == "promised_on"


@pytest.mark.usefixtures("english")
class TestTheCar:
    def test_a_wrong_check_digit_is_kept(self):  # F-51: never block
        assert make_order(vin="lsvam418 7c2184840").vin == "LSVAM4187C2184840"

    def test_one_car_is_promised_once(self):
        make_order(vin=VIN)
        with pytest.raises(Refused) as said:
            make_order(make_lead(name="Vince", phone="13900001111"), vin=VIN)
        assert said.value.field == "vin"
        assert db.session.scalars(select(Order.vin_index)).one()

    def test_the_day_and_the_car_are_told_later(self):
        order, sam = make_order(), stamp_of("advisor")
        later = sam.today + timedelta(days=20)
        change_promise(order, lead_of(order), promised_on=later, vin=VIN, version=order.version, stamp=sam)
        assert (order.promised_on, order.vin) == (later, VIN)
        db.session.flush()
        with pytest.raises(Stale):
            change_promise(order, lead_of(order), promised_on=later, version=1, stamp=sam)

    def test_a_quotation_of_somebody_else_is_not_taken_along(self):
        lead = make_lead()
        assert place_order(lead, model="L6", price=100, quotation=99, stamp=stamp_of("advisor")).quotation_id is None
