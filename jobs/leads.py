"""Each morning lost leads whose date has come go back into the queue."""

from __future__ import annotations

from crm.leads import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def reopen_due(stamp: Stamp) -> int:
    """Bring back the store's lost leads that are due; a second run finds none."""
    return actions.reopen_due(stamp.store_id, stamp)
