"""Each night the plan of what has grown old is made anew; when its term ends unconfirmed, that has its consequence."""

from __future__ import annotations

from crm.ageing import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def plan(stamp: Stamp) -> None:
    """Look at the whole store; a second run makes the same rows."""
    run = actions.plan(stamp)
    if run is not None:
        actions.ask_to_confirm(run, stamp)


@job
def end_term(stamp: Stamp) -> None:
    """Nobody has confirmed in time."""
    actions.end_term(stamp)
