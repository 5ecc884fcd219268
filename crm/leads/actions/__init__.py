"""What is done with a lead: open it and hand it on (opening), grade it (grading), lose it (losing)."""

from crm.leads.actions.agenda import agenda_back, agenda_done, put_on_agenda
from crm.leads.actions.freezing import freeze, take_up
from crm.leads.actions.grading import change_grade
from crm.leads.actions.losing import decide_lost, mark_lost, withdraw
from crm.leads.actions.meeting import (
    before_visit,
    forget_visit,
    note_inbound,
    note_visit,
    on_settled,
    on_unsettled,
    wait_for_the_car,
)
from crm.leads.actions.merging import close_the_doubled_lead
from crm.leads.actions.opening import assign, open_lead, take_test_drive
from crm.leads.actions.owners import claim_unowned, hand_over, queue_anew, settle_owners
from crm.leads.actions.reopening import reopen, reopen_due

__all__ = [
    "agenda_back", "agenda_done", "assign", "before_visit", "change_grade", "claim_unowned", "close_the_doubled_lead",
    "decide_lost", "forget_visit", "freeze", "hand_over", "mark_lost", "note_inbound", "note_visit", "on_settled",
    "on_unsettled", "open_lead", "put_on_agenda", "queue_anew", "reopen", "reopen_due", "settle_owners",
    "take_test_drive", "take_up", "wait_for_the_car", "withdraw",
]  # fmt: skip
