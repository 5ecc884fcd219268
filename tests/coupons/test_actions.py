"""Coupons: given once, used once, taken back with a reason; the ledger always adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import g
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from crm.coupons import actions, codes, queries, rules
from crm.coupons.models import Campaign, CampaignMember, Coupon, CouponEntry, CouponRequest, Offer
from crm.orders.actions import note_referral
from crm.retention.actions import compute_states
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import machine
from crm.vehicles.models import Vehicle
from jobs.runner import run_all
from tests.makers import (
    make_coupon,
    make_customer,
    make_delivery,
    make_lead,
    make_order,
    make_vehicle,
    make_workshop_visit,
)
from tests.support import stamp_of


@pytest.fixture(autouse=True)
def _reads_english(inside: Any) -> None:
    g.language = "en"


def the_machine(on: date | None = None) -> Any:
    stamp = stamp_of("service")
    return machine(stamp.store_id, datetime(on.year, on.month, on.day, 4, tzinfo=UTC) if on else stamp.at)


def number(model: Any, *where: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def ledger_adds_up() -> bool:
    """Σ of the entries = what stands on the coupon, for every coupon; and each has one first line."""
    sums = select(CouponEntry.coupon_id, func.sum(CouponEntry.uses), func.sum(CouponEntry.amount_fen)).group_by(
        CouponEntry.coupon_id
    )
    booked = {row[0]: (int(row[1]), int(row[2])) for row in db.session.execute(sums)}
    standing = {
        row[0]: (row[1], row[2]) for row in db.session.execute(select(Coupon.id, Coupon.uses_left, Coupon.left_fen))
    }
    return booked == standing and number(CouponEntry, CouponEntry.kind == "issued") == len(standing)


# ---- the offers of a store
def test_a_new_store_has_the_offers_of_the_seeds_and_seeding_again_changes_nothing() -> None:
    store = the_machine().store_id
    offer = db.session.scalars(select(Offer).where(Offer.store_id == store, Offer.code == "loyal")).one()
    offer.name = "老客户礼"
    db.session.flush()
    actions.seed_offers(store, the_machine())
    rows = queries.offers_of(store)
    assert [(row.code, row.face_fen) for row in rows] == [
        ("thanks", 100_000), ("comfort", 40_000), ("comfort", 10_000), ("comfort", 50_000), ("loyal", 0),
        ("comeback", 20_000), ("comeback", 11_800),
    ]  # fmt: skip
    assert rows[4].name == "老客户礼"


# ---- redeeming
def test_a_coupon_is_used_once_and_the_next_hears_by_whom_and_when() -> None:
    coupon = make_coupon()
    actions.redeem(code=codes.shown(coupon.code), paper_no="WX260318-07", stamp=stamp_of("service"))
    db.session.refresh(coupon)
    assert (coupon.uses_left, coupon.left_fen) == (0, 0) and coupon.closed_at
    with pytest.raises(Refused, match=r"This coupon was used on .* by Olga") as refused:
        actions.redeem(code=coupon.code, stamp=stamp_of("manager"))
    assert refused.value.field == "code" and ledger_adds_up()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"valid_until": date(2026, 1, 1)}, "This coupon expired on"),
        ({"valid_from": date(2099, 1, 1), "valid_until": date(2099, 2, 1)}, "This coupon is valid from"),
    ],
)
def test_out_of_its_days_it_is_refused_and_nothing_is_written(change, sentence) -> None:
    coupon = make_coupon(**change)
    with pytest.raises(Refused, match=sentence):
        actions.redeem(code=coupon.code, stamp=stamp_of("service"))
    assert coupon.uses_left == 1 and number(CouponEntry) == 1


def test_an_unknown_code_and_a_mistyped_one_are_told_apart() -> None:
    coupon = make_coupon()
    wrong = coupon.code[:-1] + ("0" if coupon.code[-1] != "0" else "1")
    for code, sentence in (
        (wrong, "One sign of this code is wrong"),
        (codes.code_from(7), "not known"),
        ("???", "not known"),
    ):
        with pytest.raises(Refused, match=sentence):
            actions.redeem(code=code, stamp=stamp_of("service"))


def test_another_stores_coupon_is_refused_without_a_word_about_it() -> None:
    coupon = make_coupon(make_customer(by="other_reception"), by="other_marketing")
    with pytest.raises(Refused, match="belongs to another store"):
        actions.redeem(code=coupon.code, stamp=stamp_of("service"))
    assert coupon.uses_left == 1


def test_nobody_redeems_what_he_has_given_out_himself() -> None:
    coupon = make_coupon(by="manager")  # T6
    with pytest.raises(Refused, match="colleague"):
        actions.redeem(code=coupon.code, stamp=stamp_of("manager"))
    actions.redeem(code=coupon.code, stamp=stamp_of("service"))


# ---- taking back
def test_a_redemption_is_taken_back_once_with_a_reason_and_the_coupon_works_again() -> None:
    coupon, olga, max_ = make_coupon(), stamp_of("service"), stamp_of("manager")
    actions.redeem(code=coupon.code, stamp=olga)
    actions.reverse(coupon.id, reason="wrong car", stamp=max_)
    db.session.refresh(coupon)
    assert (coupon.uses_left, coupon.left_fen, coupon.closed_at) == (1, 20_000, None)
    with pytest.raises(Refused, match="taken back already"):
        actions.reverse(coupon.id, reason="again", stamp=max_)
    actions.redeem(code=coupon.code, stamp=olga)
    kinds = [row.kind for row in queries.ledger_of(coupon.id)]
    assert kinds == ["issued", "redeemed", "reversed", "redeemed"] and ledger_adds_up()


def test_a_coupon_never_redeemed_has_nothing_to_take_back() -> None:
    with pytest.raises(Refused):
        actions.reverse(make_coupon().id, reason="by mistake", stamp=stamp_of("manager"))


def test_a_voided_coupon_is_refused_by_name() -> None:
    coupon = make_coupon()
    actions.void(coupon.id, reason="given to the wrong person", stamp=stamp_of("manager"))
    with pytest.raises(Refused, match=r"taken back on .* by Max"):
        actions.redeem(code=coupon.code, stamp=stamp_of("service"))
    with pytest.raises(Refused):
        actions.void(coupon.id, reason="again", stamp=stamp_of("manager"))
    assert ledger_adds_up()


@pytest.mark.parametrize("statement", ["UPDATE coupon_entries SET amount_fen = 1", "DELETE FROM coupon_entries"])
def test_the_ledger_cannot_be_changed_even_by_sql(statement) -> None:
    make_coupon()
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(statement))


# ---- running out
def test_expiry_is_written_once_and_only_for_what_is_over() -> None:
    past = make_coupon(valid_until=stamp_of("service").today - timedelta(days=1))
    today = make_coupon(cause="other", valid_until=stamp_of("service").today)
    stamp = the_machine()
    assert [actions.expire(stamp.store_id, stamp) for _ in range(2)] == [1, 0]
    db.session.refresh(past), db.session.refresh(today)
    assert (past.uses_left, past.left_fen, today.uses_left) == (0, 0, 1) and past.closed_at == stamp.at
    assert [row.kind for row in queries.ledger_of(past.id)] == ["issued", "expired"] and ledger_adds_up()


# ---- loyalty at the cut-off
def paying(n: int, visits: int, paid: int = 50_000) -> Any:
    """A customer with so many paid visits in the first half of 2026."""
    owner = make_customer(f"C{n}", f"139000000{n:02}")
    car = make_vehicle(owner, vin=None, plate=f"粤B000{n:02}")
    for visit in range(visits):
        make_workshop_visit(car, date(2026, 1 + visit % 6, 1 + visit), paid=paid)
    return owner


def rewarded() -> list[str]:
    from crm.customers.models import Customer

    names = select(Customer.name).join(Coupon, Coupon.customer_id == Customer.id).order_by(Customer.name)
    return list(db.session.scalars(names))


def test_loyalty_goes_to_the_most_frequent_fifth_with_two_paid_visits() -> None:
    for n in range(1, 11):
        paying(n, visits=n)
    paying(50, visits=12, paid=0)  # warranty only: not a paying customer at all
    db.session.commit()
    assert actions.start_loyalty_when_due(the_machine(date(2026, 7, 3))) is None  # stands for review
    campaign = actions.start_loyalty_when_due(the_machine(date(2026, 7, 4)))
    assert campaign is not None and (campaign.cause, campaign.people) == ("2026-H1", 2)
    db.session.commit()
    run_all()
    assert rewarded() == ["C10", "C9"] and ledger_adds_up()
    coupon = db.session.scalars(select(Coupon)).first()
    assert coupon.reason_code == "coupons.loyal" and coupon.facts["visits"] in (9, 10)
    assert coupon.cause == "2026-H1" and codes.checks(coupon.code)


def test_one_paid_visit_is_no_loyalty_however_few_customers() -> None:
    paying(1, visits=1)
    assert actions.start_loyalty_when_due(the_machine(date(2026, 7, 4))) is None
    assert number(Campaign) == 0


def test_the_list_of_a_period_is_given_once_by_person_or_timetable() -> None:
    for n in range(1, 6):
        paying(n, visits=n)
    july = the_machine(date(2026, 7, 2))
    gina = replace(stamp_of("gm"), at=july.at)
    with pytest.raises(Refused, match="not final"):
        actions.confirm_loyalty(cause="2026", stamp=gina)
    actions.confirm_loyalty(cause="2026-H1", stamp=gina)
    with pytest.raises(Refused, match="already"):
        actions.confirm_loyalty(cause="2026-H1", stamp=gina)
    assert actions.start_loyalty_when_due(the_machine(date(2026, 7, 4))) is None
    db.session.commit()
    run_all()
    assert rewarded() == ["C5"]


def test_what_the_preview_shows_is_what_is_issued() -> None:
    for n in range(1, 13):
        paying(n, visits=1 + n // 3)
    stamp = the_machine(date(2026, 7, 4))
    people, rows = queries.preview(stamp.store_id, rules.period_closed(stamp.today), share=20, least=2)
    campaign = actions.start_loyalty_when_due(stamp)
    chosen = set(db.session.scalars(select(CampaignMember.customer_id)))
    assert campaign is not None and campaign.people == people == 3 and chosen == {row.customer_id for row in rows}


# ---- winning back
def churned_car(n: int = 1) -> Any:
    """A car that becomes churned today: computed as at risk before."""
    stamp = the_machine()
    car = make_vehicle(
        make_customer(f"C{n}", f"139000000{n:02}"), vin=None, plate=f"粤B000{n:02}", bought_on=date(2020, 1, 1)
    )
    make_workshop_visit(car, stamp.today - timedelta(days=380))
    return car.id


def become_churned() -> None:
    now = the_machine()
    for at in (now.at - timedelta(days=60), now.at):
        compute_states(now.store_id, replace(now, at=at))


def recover(**more: Any) -> Campaign | None:
    campaign = actions.start_churn_recovery(the_machine(), **more)
    db.session.commit()
    run_all()
    return campaign


def test_a_car_that_becomes_churned_gets_both_vouchers_once() -> None:
    car = churned_car()
    become_churned()
    db.session.commit()
    assert recover() is not None
    assert recover() is None and recover(also_old=True) is None
    rows = db.session.execute(select(Coupon.left_fen, Coupon.cause, Coupon.vehicle_id).order_by(Coupon.left_fen)).all()
    visit = db.session.scalar(text("SELECT id FROM service_visits"))
    assert [tuple(row) for row in rows] == [(11_800, f"churned:{visit}", car), (20_000, f"churned:{visit}", car)]
    assert ledger_adds_up()


def test_the_next_absence_is_a_new_cause() -> None:
    car = churned_car()
    become_churned()
    db.session.commit()
    recover()
    make_workshop_visit(db.session.get_one(Vehicle, car), the_machine().today - timedelta(days=375))
    become_churned()
    db.session.commit()
    recover()
    assert number(Coupon) == 4 and number(Campaign) == 2


def test_cars_that_were_away_when_the_file_came_in_wait_for_a_person() -> None:
    churned_car()
    now = the_machine()
    compute_states(now.store_id, now)  # its first state: nothing has *become* churned
    db.session.commit()
    assert recover() is None
    actions.win_back_all(stamp=stamp_of("marketing"))
    db.session.commit()
    run_all()
    assert number(Coupon) == 2


def test_the_state_that_wins_back_is_a_setting() -> None:
    car = make_vehicle(make_customer(), vin=None, plate="粤B00001", bought_on=date(2020, 1, 1))
    make_workshop_visit(car, the_machine().today - timedelta(days=220))
    settings.change("coupons.churn_state", 2, stamp_of("manager"))
    now = the_machine()
    for at in (now.at - timedelta(days=100), now.at):
        compute_states(now.store_id, replace(now, at=at))
    db.session.commit()
    assert recover() is not None and number(Coupon) == 2


# ---- thanks for a deal
def test_each_deal_gives_its_buyer_one_fund() -> None:
    make_delivery()
    db.session.commit()
    for _ in range(2):
        actions.start_thanks(the_machine())
        db.session.commit()
        run_all()
    row = db.session.execute(select(Coupon.left_fen, Coupon.cause, Coupon.reason_code)).one()
    assert (row.left_fen, row.reason_code) == (100_000, "coupons.thanks") and row.cause.startswith("order:")


def test_a_fund_is_used_on_the_car_of_somebody_whom_its_owner_sent_once_for_each_car() -> None:
    """A-28: issued to the giver, redeemed on a new car bought by the referred person, one fund per deal."""
    g.language = "en"
    giver = make_customer("Olaf", "13800000001")
    funds = [make_coupon(giver, offer="thanks", cause=cause) for cause in ("order:1", "order:2")]
    lead, stranger = make_lead(), make_order(make_lead(name="Vince", phone="13900001111"))
    order = make_order(lead)
    codes_of, olga = [codes.shown(one.code) for one in funds], stamp_of("service")
    note_referral(lead, giver_phone="13800000001", stamp=stamp_of("advisor"))
    db.session.commit()
    for typed, said in (("", "type the number"), ("RO-x", "type the number"), (str(stranger.id), "Nobody whom")):
        with pytest.raises(Refused, match=said) as refused:
            actions.redeem(code=codes_of[0], paper_no=typed, stamp=olga)
        assert refused.value.field == "paper_no"
    entry = actions.redeem(code=codes_of[0], paper_no=f"No. {order.id}", stamp=olga)
    assert db.session.get_one(CouponEntry, entry).order_id == order.id
    with pytest.raises(Refused, match="one fund for each car"):
        actions.redeem(code=codes_of[1], paper_no=str(order.id), stamp=olga)
    actions.reverse(funds[0].id, reason="The wrong car", stamp=stamp_of("manager"))
    assert actions.redeem(code=codes_of[1], paper_no=str(order.id), stamp=olga)


# ---- by hand (A-25, T6)
def ask(by: str, offer: str = "comfort") -> CouponRequest:
    stamp = stamp_of(by)
    offer_id = db.session.scalar(select(Offer.id).where(Offer.store_id == stamp.store_id, Offer.code == offer))
    return actions.request_gift(
        customer_id=make_customer().id, offer_id=offer_id, why="waited three hours", stamp=stamp
    )


def test_a_comfort_gift_waits_for_somebody_else() -> None:
    asked = ask("care")
    assert number(Coupon) == 0 and [row.id for row in queries.open_requests(asked.store_id)] == [asked.id]
    actions.decide(asked, verdict="approved", stamp=stamp_of("manager"))
    assert number(Coupon) == 3 and not queries.open_requests(asked.store_id) and ledger_adds_up()
    with pytest.raises(Refused, match="decided already"):
        actions.decide(asked, verdict="approved", stamp=stamp_of("gm"))
    assert number(Coupon) == 3


def test_the_one_who_approved_a_gift_does_not_redeem_it() -> None:
    actions.decide(ask("care"), verdict="approved", stamp=stamp_of("manager"))
    coupon = db.session.scalars(select(Coupon)).first()
    with pytest.raises(Refused, match="colleague"):
        actions.redeem(code=coupon.code, stamp=stamp_of("manager"))


def test_above_the_limit_nobody_approves_his_own() -> None:
    asked = ask("manager")  # ¥1,000 against the limit of ¥500
    assert number(Coupon) == 0
    with pytest.raises(Refused, match="somebody else decides"):
        actions.decide(asked, verdict="approved", stamp=stamp_of("manager"))
    actions.decide(asked, verdict="approved", stamp=stamp_of("gm"))
    assert number(Coupon) == 3


def test_a_small_gift_of_one_who_may_approve_is_given_at_once() -> None:
    ask("manager", "comeback")  # ¥318
    assert number(Coupon) == 2


def test_a_refusal_says_why_not() -> None:
    asked = ask("care")
    with pytest.raises(Refused):
        actions.decide(asked, verdict="refused", stamp=stamp_of("manager"))
    actions.decide(asked, verdict="refused", note="not substantiated", stamp=stamp_of("manager"))
    assert number(Coupon) == 0
