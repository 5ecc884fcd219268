"""What may be promised and what follows from it: deposits, prices, stepping back, the day of delivery, referrals."""

from crm.orders.rules.cancelling import (
    BECOMES_NAMES,
    CANCEL_NAMES,
    LOST_FOR,
    REFUND_NAMES,
    VERDICT_NAMES,
    Becomes,
    CancelReason,
    RefundState,
    Verdict,
    refund_due,
)
from crm.orders.rules.delivery import (
    ACCEPT_HOURS,
    CHECK_NAMES,
    INSPECTION_MONTHS,
    INSURANCE_MONTHS,
    PHOTO_DAYS,
    PHOTOS_MOST,
    Check,
    days_of,
    unticked,
)
from crm.orders.rules.deposit import (
    DEPOSIT_LAW,
    DEPOSIT_MOST,
    DEPOSIT_NAMES,
    PROMISE_MOST_DAYS,
    Deposit,
    deposit_fits,
    deposit_most_fen,
)
from crm.orders.rules.price import LOAN_MONTHS_MOST, PARTS, QUOTE_DAYS, contract_fen, monthly_fen, on_top

__all__ = [
    "ACCEPT_HOURS", "BECOMES_NAMES", "CANCEL_NAMES", "CHECK_NAMES", "DEPOSIT_LAW", "DEPOSIT_MOST", "DEPOSIT_NAMES",
    "INSPECTION_MONTHS", "INSURANCE_MONTHS", "LOAN_MONTHS_MOST", "LOST_FOR", "PARTS",
    "PHOTOS_MOST", "PHOTO_DAYS", "PROMISE_MOST_DAYS", "QUOTE_DAYS",
    "REFUND_NAMES", "VERDICT_NAMES", "Becomes", "CancelReason", "Check", "Deposit", "RefundState", "Verdict",
    "contract_fen", "days_of", "deposit_fits", "deposit_most_fen", "monthly_fen", "on_top", "refund_due", "unticked",
]  # fmt: skip
