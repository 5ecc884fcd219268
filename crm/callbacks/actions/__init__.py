"""What is done in calling back: the day's queue is made (queue), a contact is logged (log)."""

from crm.callbacks.actions import met
from crm.callbacks.actions.care import care_call
from crm.callbacks.actions.log import log_call, log_care_call
from crm.callbacks.actions.merging import close_doubled_tasks
from crm.callbacks.actions.queue import lapse, make_queue
from crm.callbacks.actions.reach import hold_back
from crm.callbacks.actions.undo import undo_call

__all__ = [
    "care_call", "close_doubled_tasks", "hold_back", "lapse", "log_call", "log_care_call", "make_queue", "met",
    "undo_call",
]  # fmt: skip
