"""The supervisor hears of it when tomorrow's appointments are not registered by the set hour."""

from __future__ import annotations

from crm.appointments import actions
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def call_for_list(stamp: Stamp) -> int:
    """How many were told (R-230); once for each day."""
    return actions.tell_of_the_list(stamp)
