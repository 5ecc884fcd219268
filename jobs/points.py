"""Points of the night: what was missed yesterday is proposed, and the day's spot checks are drawn."""

from __future__ import annotations

from crm.points import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def propose_missed(stamp: Stamp) -> None:
    """The dates of the days since the last look (R-253)."""
    actions.propose_missed(stamp)


@job
def draw_checks(stamp: Stamp) -> None:
    """A few of yesterday's contacts and receptions for the supervisor and the GM office (R-252)."""
    actions.draw_checks(stamp)
