"""Imports at work: staging the rows of a file, the dry run, the writing, the undo; all in batches on the bulk queue."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from crm.imports import stages, trial, undoing, writing
from crm.shared.stamp import Stamp
from jobs.runner import Work, job

ROOMY = (50_000, 20, 50)


@contextmanager
def roomy() -> Iterator[None]:
    """Python looks for cycles less often: a batch makes a hundred thousand small things and lets go of them at once."""
    before = gc.get_threshold()
    gc.set_threshold(*ROOMY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@job
def read_file(stamp: Stamp, work: Work, import_id: int) -> None:
    with roomy():
        stages.read_file(import_id, work.checkpoint)


@job
def check_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    with roomy():
        trial.check_rows(import_id, stamp, work.checkpoint)


@job
def write_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    with roomy():
        writing.write_rows(import_id, stamp, work.checkpoint)


@job
def undo_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    with roomy():
        undoing.undo_rows(import_id, stamp, work.checkpoint)


@job
def sweep(stamp: Stamp) -> None:
    """Forget what an undo would need, once its time is over."""
    undoing.forget_old(stamp)
