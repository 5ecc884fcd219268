"""Customers by night: files whose search terms an older rule wrote are written anew."""

from __future__ import annotations

from crm.customers.actions import renew_terms as renew
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def renew_terms(stamp: Stamp, work: Work) -> None:
    """Some batches of a store's files a night, until every one can be found by today's rule."""
    renew(stamp, work.checkpoint)
