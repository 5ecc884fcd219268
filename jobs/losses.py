"""Applications that wait too long call the manager; occasions whose day has come wake lost customers."""

from __future__ import annotations

from crm.losses import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def escalate(stamp: Stamp) -> int:
    """The number of applications for which the manager was called (F-15); once for each."""
    return actions.escalate(stamp)


@job
def wake_due(stamp: Stamp) -> int:
    """The number of leads that came back; a second run finds none."""
    return actions.wake_due(stamp)
