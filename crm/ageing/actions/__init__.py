"""What is done with old leads: plan a run (planning), choose otherwise (choosing), carry it out and take it
back (running, undoing), mind its term (watching), and hand over what a leaver had (leaving)."""

from crm.ageing.actions.choosing import choose, leave_out
from crm.ageing.actions.leaving import come_back, leave, plan_leaving
from crm.ageing.actions.planning import plan
from crm.ageing.actions.rotation import set_rotation
from crm.ageing.actions.running import carry_out
from crm.ageing.actions.undoing import undo
from crm.ageing.actions.watching import ask_to_confirm, end_term, term_is_over

__all__ = [
    "ask_to_confirm", "carry_out", "choose", "come_back", "end_term", "leave", "leave_out", "plan", "plan_leaving",
    "set_rotation", "term_is_over", "undo",
]  # fmt: skip
