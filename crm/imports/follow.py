"""What an import sets off when it has ended: the first queue comes at once, not with the next night."""

from __future__ import annotations

from typing import Any

from crm.imports.kinds import KINDS
from crm.imports.rules import Kind
from crm.shared.queue import ask
from crm.shared.stamp import Stamp


def ask_what_follows(record: Any, stamp: Stamp) -> None:
    """Ask for the night's jobs that this kind of file concerns; one after the other, because all wait in one queue."""
    for job in KINDS[Kind(record.kind)].follows:
        ask(job, store_id=record.store_id, queue="bulk", on_day=stamp.today)
    ask("jobs.quality.look", store_id=record.store_id, queue="bulk")  # what is missing or doubtful in it
