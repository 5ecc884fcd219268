"""The day's callbacks: the whole store at night, one lead at once when something happens to it."""

from __future__ import annotations

from crm.callbacks import actions
from crm.callbacks.actions import climbing
from crm.callbacks.actions.cover import cover_the_absent
from crm.shared.stamp import Stamp
from jobs.runner import job


@job
def make_queue(stamp: Stamp, lead_id: int | None = None) -> None:
    """What is due today becomes tasks; with a lead, only that lead's (the 24-hour contact, A-32)."""
    actions.make_queue(stamp, lead_id=lead_id)


@job
def tell_chiefs(stamp: Stamp) -> int:
    """How many overdue contacts have climbed to each chief."""
    return climbing.tell_chiefs(stamp)


@job
def cover(stamp: Stamp) -> None:
    """Somebody is away today, or there after all: their backup has what falls due."""
    cover_the_absent(stamp)
