"""Words: what stands in the data is counted each night, and a big change goes on in batches."""

from __future__ import annotations

from crm.dictionaries import actions
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def count_words(stamp: Stamp, work: Work) -> None:
    actions.count_words(stamp, work.checkpoint)


@job
def carry_on(stamp: Stamp, work: Work, edit_id: int) -> None:
    """The rest of a change that touches many rows, or of its undoing."""
    actions.carry_on(edit_id, stamp, work.checkpoint)
