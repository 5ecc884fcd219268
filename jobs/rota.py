"""The rota's work: today's door from the plan, a turn that nobody has accepted, a leader who must be called."""

from __future__ import annotations

from crm.rota import actions
from crm.rota.actions import shortage
from crm.rota.actions.day import lay_out_plan
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def pass_on(stamp: Stamp) -> None:
    """What is overdue now; screens do the same by themselves."""
    actions.pass_on_overdue(stamp.store_id, stamp)


@job
def lay_out(stamp: Stamp) -> None:
    """Today's door is made from the plan; pages that come first do the same."""
    lay_out_plan(stamp)


@job
def watch_door(stamp: Stamp) -> None:
    """Too few at the door: the leader is called, or left in peace again (R-203, A-31)."""
    shortage.watch_door(stamp)
