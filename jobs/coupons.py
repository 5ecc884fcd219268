"""What is given by itself: loyalty at the cut-off, winning back, thanks for a deal; and what runs out."""

from __future__ import annotations

from crm.coupons import actions
from crm.shared.stamp import Stamp
from jobs.runner import Work, job


@job
def issue_campaign(stamp: Stamp, work: Work, campaign_id: int) -> None:
    """Issue the coupons of one campaign, batch by batch."""
    actions.issue_campaign(campaign_id, stamp, work.checkpoint)


@job
def issue_loyalty(stamp: Stamp) -> None:
    """Start the loyalty reward once its list has stood for review (R-513)."""
    actions.start_loyalty_when_due(stamp)


@job
def issue_churn_recovery(stamp: Stamp) -> None:
    """Start the coming-back gift for cars that have become churned (R-514)."""
    actions.start_churn_recovery(stamp)


@job
def issue_thanks(stamp: Stamp) -> None:
    """Start the referral fund for the new owners of the last days (R-511)."""
    actions.start_thanks(stamp)


@job
def expire(stamp: Stamp, work: Work) -> None:
    """Close the coupons whose last day has passed."""
    actions.expire(stamp.store_id, stamp, work.checkpoint)
