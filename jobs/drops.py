"""The folders that are watched: what lies there, and one step for each file that is on its way."""

from __future__ import annotations

from crm.imports.drop import following
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def watch(stamp: Stamp, work: Work) -> None:
    following.watch(stamp, work.checkpoint)
