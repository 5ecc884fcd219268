"""Stepping back from an order (退订): why, what becomes of the lead, and whose the money is (F-18)."""

from __future__ import annotations

from enum import StrEnum

from crm.leads.rules import LostReason
from crm.orders.rules.deposit import Deposit
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_


class CancelReason(StrEnum):
    """Why an order is taken back (退订)."""

    FINANCE = "finance"
    DELIVERY = "delivery"
    OTHER_CAR = "other_car"
    FAMILY = "family"
    PRICE = "price"
    OTHER = "other"


CANCEL_NAMES = {
    CancelReason.FINANCE: N_("The loan was refused"),
    CancelReason.DELIVERY: N_("Delivery takes too long"),
    CancelReason.OTHER_CAR: N_("Wants another car"),
    CancelReason.FAMILY: N_("The family is against it"),
    CancelReason.PRICE: N_("Found it cheaper"),
    CancelReason.OTHER: N_("Another reason"),
}
LOST_FOR = {  # the reason of a lead that is lost with its order (F-17)
    CancelReason.FINANCE: LostReason.FINANCE_REJECTED_OR_TERMS,
    CancelReason.DELIVERY: LostReason.STOCK_OR_DELIVERY,
    CancelReason.OTHER_CAR: LostReason.COMPETITOR,
    CancelReason.FAMILY: LostReason.FAMILY_OPPOSES,
    CancelReason.PRICE: LostReason.PRICE,
    CancelReason.OTHER: LostReason.OTHER,
}


class Becomes(StrEnum):
    """The lead of a cancelled order; it never vanishes."""

    OPEN = "open"
    LOST = "lost"


BECOMES_NAMES = {Becomes.OPEN: N_("Followed up again"), Becomes.LOST: N_("Lost")}


class Verdict(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


VERDICT_NAMES = {
    Verdict.APPROVED: N_("cancelled"),
    Verdict.REFUSED: N_("not cancelled"),
    Verdict.WITHDRAWN: N_("withdrawn"),
}


class RefundState(StrEnum):
    KEPT = "kept"
    OWED = "owed"
    PAID = "paid"


REFUND_NAMES = {
    RefundState.KEPT: N_("Nothing goes back"),
    RefundState.OWED: N_("To be paid back"),
    RefundState.PAID: N_("Paid back"),
}

SENTENCES = sentences(
    {
        "orders.nothing_paid": N_("Nothing was paid."),
        "orders.advance_back": N_("订金 goes back to the buyer in full."),
        "orders.earnest_kept": N_("定金: the buyer steps back, so the store may keep it (Civil Code 587)."),
        "orders.earnest_doubled": N_(
            "定金: the car was promised until {promised_on} and did not come, so twice the sum is due (Civil Code 587)."
        ),
        "orders.asked_back": N_("{name} asks to cancel an order."),
        "orders.answered_back": N_("{name} has decided about your cancellation."),
    }
)


def refund_due(
    kind: Deposit, deposit_fen: int, reason: CancelReason, *, promised_on: str | None, late: bool
) -> tuple[int, Reason]:
    """What the law gives back, as a suggestion with its sentence; a person decides (Civil Code 586 and 587)."""
    if deposit_fen == 0:
        return 0, Reason("orders.nothing_paid")
    if kind is Deposit.ADVANCE:
        return deposit_fen, Reason("orders.advance_back")
    if late and reason is CancelReason.DELIVERY:
        return 2 * deposit_fen, Reason("orders.earnest_doubled", {"promised_on": promised_on})
    return 0, Reason("orders.earnest_kept")
