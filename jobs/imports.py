"""Imports at work: staging the rows of a file, the dry run, the writing, the undo; all in batches on the bulk queue."""

from __future__ import annotations

from crm.imports import stages, trial, undoing, writing
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def read_file(stamp: Stamp, work: Work, import_id: int) -> None:
    stages.read_file(import_id, work.checkpoint)


@job
def check_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    trial.check_rows(import_id, stamp, work.checkpoint)


@job
def write_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    writing.write_rows(import_id, stamp, work.checkpoint)


@job
def undo_rows(stamp: Stamp, work: Work, import_id: int) -> None:
    undoing.undo_rows(import_id, stamp, work.checkpoint)


@job
def sweep(stamp: Stamp) -> None:
    undoing.forget_old(stamp)
