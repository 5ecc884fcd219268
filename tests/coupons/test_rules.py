"""Offers, periods, approvals and refusals, read as a price list (R-511…R-514, A-25…A-28)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.coupons import offers, rules
from crm.coupons.offers import Kind, Trigger
from crm.coupons.rules import Held
from crm.shared.numbers import NUMBERS
from crm.shared.reasons import SENTENCES

TODAY = date(2026, 3, 18)
EAST, WEST, OLGA, RITA = 1, 2, 7, 8
VALID = Held(EAST, date(2026, 3, 1), date(2026, 4, 20), 1, False, {RITA, None}, "issued", "2026-03-01", "")


def refusal(**changes) -> str | None:
    answer = rules.refusal(replace(VALID, **changes), today=TODAY, store_id=EAST, cashier_id=OLGA)
    return answer and answer.code


def test_the_seeds_offers_with_their_values() -> None:
    given = {offer.trigger: [(b.kind, b.face_fen) for b in offer.benefits] for offer in offers.OFFERS}
    assert given == {
        Trigger.REFERRAL: [(Kind.FUND, 100_000)],
        Trigger.COMPLAINT: [(Kind.SERVICE, 40_000), (Kind.AMOUNT, 10_000), (Kind.FUND, 50_000)],
        Trigger.LOYALTY: [(Kind.SERVICE, 0)],
        Trigger.CHURN: [(Kind.AMOUNT, 20_000), (Kind.SERVICE, 11_800)],
    }


def test_renewal_vouchers_and_nothing_else_want_a_legal_check() -> None:
    flagged = [b.name_en for offer in offers.OFFERS for b in offer.benefits if b.legal_check]
    assert flagged == ["Renewal voucher"] * 2


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"valid_until": TODAY}, None),
        ({"valid_until": TODAY - timedelta(days=1)}, "coupons.expired"),
        ({"closed": True, "last_kind": "expired"}, "coupons.expired"),
        ({"valid_from": TODAY + timedelta(days=1)}, "coupons.early"),
        ({"uses_left": 0, "closed": True, "last_kind": "redeemed"}, "coupons.used"),
        # used and now past its date as well: the cashier hears that it was used
        ({"uses_left": 0, "closed": True, "last_kind": "redeemed", "valid_until": date(2026, 3, 2)}, "coupons.used"),
        ({"uses_left": 1, "last_kind": "redeemed"}, None),
        ({"uses_left": 1, "last_kind": "reversed"}, None),
        ({"closed": True, "last_kind": "void"}, "coupons.void"),
        ({"store_id": WEST}, "coupons.other_store"),
        ({"givers": {OLGA}}, "coupons.own"),
    ],
)
def test_why_a_coupon_is_refused(changes, code) -> None:
    assert refusal(**changes) == code


def test_a_used_coupon_names_the_day_and_the_colleague() -> None:
    used = replace(VALID, uses_left=0, closed=True, last_kind="redeemed", last_on="2026-03-03", last_by="Olga")
    answer = rules.refusal(used, today=TODAY, store_id=EAST, cashier_id=RITA)
    assert answer is not None and dict(answer.facts) == {"day": "2026-03-03", "name": "Olga"}
    assert SENTENCES[answer.code] == "This coupon was used on {day} by {name}."


@pytest.mark.parametrize(
    ("today", "closed", "running"),
    [
        (date(2026, 6, 30), "2025", "2026-H1"),
        (date(2026, 7, 1), "2026-H1", "2026"),
        (date(2026, 12, 31), "2026-H1", "2026"),
        (date(2027, 1, 1), "2026", "2027-H1"),
    ],
)
def test_cut_offs_are_the_half_year_and_the_year(today, closed, running) -> None:
    assert (rules.period_closed(today).cause, rules.period_running(today).cause) == (closed, running)


def test_the_year_looks_at_the_whole_year() -> None:
    period = rules.period_closed(date(2027, 1, 2))
    assert (period.first, period.last) == (date(2026, 1, 1), date(2026, 12, 31))


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_every_day_lies_in_its_running_period_and_after_its_closed_one(today) -> None:
    running, closed = rules.period_running(today), rules.period_closed(today)
    assert running.first <= today <= running.last and closed.last < today


def test_the_list_stands_three_days_for_review() -> None:
    half = rules.period_closed(date(2026, 7, 1))
    due = [
        day
        for day in range(1, 60)
        if rules.due_to_issue(half, date(2026, 6, 30) + timedelta(day), review_days=3, late_days=31)
    ]
    assert (due[0], due[-1]) == (4, 35)  # 1, 2 and 3 July are for review; from 5 August on a person decides


@pytest.mark.parametrize(
    ("customers", "share", "expected"), [(0, 20, 0), (1, 20, 1), (5, 20, 1), (6, 20, 2), (100, 20, 20)]
)
def test_the_most_frequent_fifth(customers, share, expected) -> None:
    assert rules.places(customers, share) == expected


def test_nobody_approves_his_own_gift_above_the_limit() -> None:
    ask = {"value_fen": 100_000, "limit_fen": 50_000}
    assert not rules.may_approve(asked_by=OLGA, person_id=OLGA, **ask)
    assert rules.may_approve(asked_by=OLGA, person_id=RITA, **ask)
    assert rules.may_approve(asked_by=OLGA, person_id=OLGA, value_fen=50_000, limit_fen=50_000)


def test_numbers_have_bounds_around_their_defaults() -> None:
    own = [number for number in NUMBERS.values() if number.feature == "coupons"]
    assert len(own) == 9 and all(number.low <= number.default <= number.high for number in own)
