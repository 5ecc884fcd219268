"""What the minute does about enquiries: call the manager for what nobody takes, close what has ended elsewhere."""

from __future__ import annotations

from crm.enquiries import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def watch(stamp: Stamp) -> int:
    """The number of leads for which the manager was called (A-37); once for each."""
    return actions.call_the_manager(stamp)


@job
def settle(stamp: Stamp) -> None:
    """Enquiries whose customer came or whose lead is closed are closed, and so are calls that nobody needs."""
    actions.settle(stamp)


@job
def forget_counts(stamp: Stamp) -> None:
    """Counters of past minutes go."""
    actions.forget_counts(stamp)
