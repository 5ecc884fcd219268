"""What is done with old leads: plan a run (planning), choose otherwise (choosing), carry it out and take it back."""

from crm.ageing.actions.planning import plan
from crm.ageing.actions.running import carry_out
from crm.ageing.actions.undoing import undo

__all__ = ["carry_out", "plan", "undo"]
