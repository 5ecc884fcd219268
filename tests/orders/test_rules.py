"""What an order may promise: the two kinds of deposit, and the call after the delivery."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.orders import rules
from crm.orders.rules import Deposit, care_call, deposit_fits, deposit_most_fen
from crm.shared.reasons import say

NUMBERS = {number: number.default for number in (rules.CARE_DAYS, rules.CARE_FROM, rules.CARE_UNTIL)}


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


def test_the_new_owner_is_called_on_the_seventh_day():
    due_on, reason = care_call(date(2026, 2, 25), NUMBERS)
    assert due_on == date(2026, 3, 4)
    assert reason.facts == {"days": 7, "first": 6, "last": 8}
    assert "?" not in say(reason.code, reason.facts)
