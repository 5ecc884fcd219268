"""The night's look at every car."""

from __future__ import annotations

from crm.retention import actions
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def compute_states(stamp: Stamp, work: Work) -> None:
    """Due dates, value grades and states of the store's cars and customers, batch by batch."""
    actions.compute_states(stamp.store_id, stamp, work.checkpoint)
