"""What an order may promise: the two kinds of deposit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.orders.rules import Deposit, deposit_fits, deposit_most_fen


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
