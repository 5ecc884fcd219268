"""The rota's work: a turn that nobody has accepted goes to the next one."""

from __future__ import annotations

from crm.rota import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def pass_on(stamp: Stamp) -> None:
    """What is overdue now; screens do the same by themselves."""
    actions.pass_on_overdue(stamp.store_id, stamp)
