"""The look through the store's data: each night, after an import, or when somebody asks."""

from __future__ import annotations

from crm.quality import actions
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def look(stamp: Stamp, work: Work) -> None:
    """Check by check, in steps."""
    actions.look(stamp, work.checkpoint)
