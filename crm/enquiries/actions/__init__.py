"""What is done with enquiries: doors are opened and closed (sources), an enquiry comes in (intake), is claimed (pool),
handed over or found to be none (desk), and the manager is called when nobody takes one (watch)."""

from crm.enquiries.actions.desk import answer, answered, hand_over, no_intention, note_call, unanswered
from crm.enquiries.actions.intake import Clash, count_one, receive
from crm.enquiries.actions.merging import move_what_waits
from crm.enquiries.actions.pool import claim
from crm.enquiries.actions.sources import (
    add_text,
    close_source,
    edit_source,
    open_source,
    renew_token,
    reopen_source,
    retire_text,
    revoke_token,
)
from crm.enquiries.actions.watch import call_the_manager, forget_counts, settle

__all__ = [
    "Clash", "add_text", "answer", "answered", "call_the_manager", "claim", "close_source", "count_one", "edit_source",
    "forget_counts", "hand_over", "move_what_waits", "no_intention", "note_call", "open_source", "receive",
    "renew_token", "reopen_source", "retire_text", "revoke_token", "settle", "unanswered",
]  # fmt: skip
