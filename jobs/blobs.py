"""Each night pictures whose day has come are made unreadable for ever (F-82)."""

from __future__ import annotations

from crm.shared import blobs
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def erase_due(stamp: Stamp) -> int:
    """Erase licence and other photos that were promised to be gone by today; a second run finds none."""
    return blobs.erase_due(stamp)
