"""What an order may promise: the deposit and its limit (F-18).

定金 is a legal deposit: forfeited by a buyer who steps back, doubled by a seller who does, at most 20 % of the price.
订金 is money paid in advance and goes back to the buyer.
"""

from __future__ import annotations

from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

DEPOSIT_MOST = Number(
    "orders.deposit_most_percent", 20, "%", N_("A legal deposit (定金) is at most so much of the price"), 1, 20
)
PROMISE_MOST_DAYS = Number(
    "orders.promise_most_days", 730, "d", N_("A delivery is promised at most so far ahead"), 30, 1_460
)


class Deposit(StrEnum):
    """The two words that sound the same and differ in law."""

    EARNEST = "earnest"  # 定金
    ADVANCE = "advance"  # 订金


DEPOSIT_NAMES = {Deposit.EARNEST: N_("Legal deposit (定金)"), Deposit.ADVANCE: N_("Advance payment (订金)")}
DEPOSIT_LAW = {
    Deposit.EARNEST: N_(
        "定金, a legal deposit (Civil Code 586 and 587): whoever steps back loses it. The buyer does not get it back, "
        "the seller returns twice the sum. It counts only up to a fifth of the price."
    ),
    Deposit.ADVANCE: N_(
        "订金, money paid in advance: no penalty for either side. It goes towards the price, and back to the buyer "
        "when nothing comes of the order, unless the contract says otherwise."
    ),
}


def deposit_most_fen(price_fen: int, percent: int) -> int:
    """The highest legal deposit for a price, in whole fen (F-18)."""
    return price_fen * percent // 100


def deposit_fits(kind: Deposit, deposit_fen: int, price_fen: int, percent: int) -> bool:
    """An advance may be anything up to the price; a legal deposit at most `percent` of it."""
    most = deposit_most_fen(price_fen, percent) if kind is Deposit.EARNEST else price_fen
    return 0 <= deposit_fen <= most
