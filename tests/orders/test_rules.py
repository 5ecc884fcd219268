"""What may be promised and what follows from it; no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.orders.rules import (
    INSPECTION_MONTHS,
    INSURANCE_MONTHS,
    CancelReason,
    Deposit,
    contract_fen,
    days_of,
    deposit_fits,
    deposit_most_fen,
    monthly_fen,
    on_top,
    refund_due,
)


@pytest.mark.parametrize(
    ("kind", "deposit", "fits"),
    [
        ("earnest", 4_000_000, True),
        ("earnest", 4_000_001, False),
        ("earnest", 0, True),
        ("advance", 4_000_001, True),
        ("advance", 20_000_000, True),
        ("advance", 20_000_001, False),
        ("advance", -1, False),
    ],
)
def test_a_legal_deposit_is_at_most_a_fifth_of_the_price(kind, deposit, fits):  # F-18
    assert deposit_fits(Deposit(kind), deposit, 20_000_000, 20) is fits


@given(price=st.integers(0, 10**12), percent=st.integers(1, 20))
def test_the_highest_deposit_never_exceeds_its_share(price, percent):
    most = deposit_most_fen(price, percent)
    assert most * 100 <= price * percent < (most + 1) * 100


@pytest.mark.parametrize(
    ("kind", "deposit", "reason", "late", "back", "why"),
    [
        ("advance", 500, "family", False, 500, "orders.advance_back"),
        ("earnest", 500, "family", False, 0, "orders.earnest_kept"),
        ("earnest", 500, "family", True, 0, "orders.earnest_kept"),  # late, but not their reason
        ("earnest", 500, "delivery", False, 0, "orders.earnest_kept"),
        ("earnest", 500, "delivery", True, 1_000, "orders.earnest_doubled"),
        ("earnest", 0, "delivery", True, 0, "orders.nothing_paid"),
    ],
)
def test_what_the_law_gives_back(kind, deposit, reason, late, back, why):  # Civil Code 586, 587
    fen, told = refund_due(Deposit(kind), deposit, CancelReason(reason), promised_on="2026-03-01", late=late)
    assert (fen, told.code) == (back, why)


def test_the_contract_is_the_car_and_what_is_built_in_less_the_discount():
    assert contract_fen(200, 30, 10) == 220
    assert (
        on_top({"car": 1, "equipment": 2, "discount": 4, "tax": 8, "insurance": 16, "plates": 32, "other": 64}) == 120
    )


@pytest.mark.parametrize(
    ("loan", "months", "rate", "monthly"),
    [(12_000_000, 12, 0, 1_000_000), (100, 3, 0, 33), (14_000_000, 36, 399, 413_274), (100, 1, 1_200, 101)],
)
def test_a_loan_costs_so_much_a_month(loan, months, rate, monthly):
    assert monthly_fen(loan, months, rate) == monthly


@given(st.integers(100, 10**9), st.integers(1, 120), st.integers(0, 3_000))
def test_a_loan_is_paid_back_at_least(loan, months, rate):
    assert monthly_fen(loan, months, rate) * months >= loan - months  # a fen of rounding a month


@pytest.mark.parametrize(
    ("day", "insured", "inspection"),
    [
        (date(2026, 3, 18), date(2027, 3, 17), date(2028, 3, 18)),
        (date(2028, 2, 29), date(2029, 2, 27), date(2030, 2, 28)),
    ],
)
def test_the_days_that_follow_from_a_delivery(day, insured, inspection):
    assert days_of(day, {INSURANCE_MONTHS: 12, INSPECTION_MONTHS: 24}) == (insured, inspection)
