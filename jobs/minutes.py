"""What the clock looks at every minute: a cheap question for each store, and a job only where the answer is yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crm.ageing.actions import term_is_over
from crm.appointments.actions import list_is_late
from crm.enquiries.actions.watch import has_ended, waiting_too_long
from crm.imports.drop.watching import wants_look as wants_look_into_folders
from crm.losses.actions import review_overdue
from crm.rota.actions import can_pass_on
from crm.rota.queries.shortage import wants_look
from crm.shared.stamp import Stamp

LOOKS: tuple[tuple[str, Callable[[Stamp], object]], ...] = (
    ("jobs.appointments.call_for_list", list_is_late),
    ("jobs.enquiries.watch", waiting_too_long),
    ("jobs.enquiries.settle", has_ended),
    ("jobs.losses.escalate", review_overdue),
    ("jobs.rota.pass_on", can_pass_on),  # open screens do it to the second; this is for a store where none is open
    ("jobs.rota.watch_door", wants_look),
    ("jobs.ageing.end_term", term_is_over),
    ("jobs.drops.watch", wants_look_into_folders),
)


def due_now(stamp: Stamp) -> Iterator[str]:
    """The jobs that this store needs in this minute."""
    for job, needed in LOOKS:
        if needed(stamp):
            yield job
