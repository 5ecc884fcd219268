"""Keeping house: what nobody needs any longer goes after 30 days."""

from __future__ import annotations

from crm.shared.stamp import Stamp
from crm.staff import actions
from jobs.runner import job


@job
def sweep(stamp: Stamp) -> None:
    """Forget old form keys, ended sessions, sign-in tries and finished work (Decision 8)."""
    actions.forget_old(stamp)
