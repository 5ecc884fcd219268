"""After a loss: call the manager for what nobody decides (escalating), thank (touches), wake (occasions)."""

from crm.losses.actions.escalating import escalate, review_overdue
from crm.losses.actions.occasions import enter_occasion, run, take_back, wake_due
from crm.losses.actions.touches import plan_touches, take_back_touch, write_touch

__all__ = [
    "enter_occasion", "escalate", "plan_touches", "review_overdue", "run", "take_back", "take_back_touch", "wake_due",
    "write_touch",
]  # fmt: skip
