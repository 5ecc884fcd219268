"""Files out at work: writing one export on the bulk queue."""

from __future__ import annotations

from crm.exports import making
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def write_file(stamp: Stamp, work: Work, export_id: int) -> None:
    """One list as a file, for whoever asked."""
    making.write_file(export_id, stamp, work.checkpoint)


@job
def count_rows(stamp: Stamp, work: Work, export_id: int) -> None:
    """How long a list is that waits for approval."""
    making.count_rows(export_id, stamp, work.checkpoint)


@job
def sweep(stamp: Stamp) -> None:
    """What a killed worker has put down on its way goes."""
    making.sweep(stamp)
