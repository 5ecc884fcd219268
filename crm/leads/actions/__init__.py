"""What is done with a lead: open it and hand it on (opening), grade it (grading), lose it (losing)."""

from crm.leads.actions.grading import change_grade
from crm.leads.actions.losing import decide_lost, mark_lost, withdraw
from crm.leads.actions.merging import close_the_doubled_lead
from crm.leads.actions.opening import assign, note_visit, open_lead, queue_anew, reopen, reopen_due, take_test_drive

__all__ = [
    "assign", "change_grade", "close_the_doubled_lead", "decide_lost", "mark_lost", "note_visit", "open_lead",
    "queue_anew", "reopen", "reopen_due", "take_test_drive", "withdraw",
]  # fmt: skip
