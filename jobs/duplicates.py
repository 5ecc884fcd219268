"""Files that may be one person: the night's look at the whole store, and the look at a file just written."""

from __future__ import annotations

from crm.duplicates import actions
from crm.shared import journal
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def find_pairs(stamp: Stamp, work: Work) -> None:
    """The whole store, batch by batch; images of changes that are too old to be undone go."""
    actions.find_pairs(stamp, work.checkpoint)
    journal.sweep(stamp)


@job
def look_at(stamp: Stamp, customer_id: int) -> None:
    actions.look_at(customer_id, stamp)
