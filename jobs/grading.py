"""How well the grading held, worked out once a month and when a manager asks."""

from __future__ import annotations

from crm.grading import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def check(stamp: Stamp) -> None:
    """Conversion of each grade, the score on later leads, and better points."""
    actions.check(stamp)
