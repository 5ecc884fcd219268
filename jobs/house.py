"""Keeping house: what nobody needs any longer goes after 30 days."""

from __future__ import annotations

from crm.shared.stamp import Stamp
from crm.staff import actions
from crm.tablet.drafts import forget_drafts
from jobs.runner import job


@job
def sweep(stamp: Stamp) -> None:
    """Forget old form keys, ended sessions, sign-in tries, finished work (Decision 8) and drafts of yesterday."""
    actions.forget_old(stamp)
    forget_drafts(stamp)
