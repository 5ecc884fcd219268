"""The end of the desk's day: what nobody has completed leaves the queue with its reason."""

from __future__ import annotations

from crm.reception import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def close_days(stamp: Stamp) -> int:
    """Close the unfinished visits of days that are over; a second run finds none (F-12)."""
    return actions.close_days(stamp)
