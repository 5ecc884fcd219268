"""What the clock looks at every minute: a cheap question for each store, and a job only where the answer is yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crm.enquiries.actions.watch import has_ended, waiting_too_long
from crm.shared.stamp import Stamp

LOOKS: tuple[tuple[str, Callable[[Stamp], object]], ...] = (
    ("jobs.enquiries.watch", waiting_too_long),
    ("jobs.enquiries.settle", has_ended),
)


def due_now(stamp: Stamp) -> Iterator[str]:
    """The jobs that this store needs in this minute."""
    for job, needed in LOOKS:
        if needed(stamp):
            yield job
