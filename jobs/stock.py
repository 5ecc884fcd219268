"""What the early morning does about stock: read the dealer system's file."""

from __future__ import annotations

from crm.shared.stamp import Stamp
from crm.stock import dropped
from jobs.runner import job


@job
def read_file(stamp: Stamp) -> bool:
    """Whether a new list was there; the same one twice is read once."""
    return dropped.read_file(stamp)
