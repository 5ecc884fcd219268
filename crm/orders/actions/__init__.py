"""What is done with an order: offer it, place it, take it back, deliver it; and note who sent the customer."""

from crm.orders.actions.cancelling import ask_to_cancel, decide_cancellation, pay_back, withdraw_cancellation
from crm.orders.actions.delivering import deliver, make_up_for
from crm.orders.actions.offering import offer
from crm.orders.actions.picturing import add_photo, drop_photos, remove_photo
from crm.orders.actions.placing import change_promise, place_order
from crm.orders.actions.referring import forget_loop, note_referral, take_referral_back

__all__ = [
    "add_photo", "ask_to_cancel", "change_promise", "decide_cancellation", "deliver", "drop_photos", "forget_loop",
    "make_up_for", "note_referral", "offer", "pay_back", "place_order", "remove_photo", "take_referral_back",
    "withdraw_cancellation",
]  # fmt: skip
