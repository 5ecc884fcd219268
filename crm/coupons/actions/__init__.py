"""The verbs of coupons: lay out offers, give, redeem, take back, expire."""

from crm.coupons.actions.causes import (
    confirm_loyalty,
    start_churn_recovery,
    start_loyalty,
    start_loyalty_when_due,
    start_thanks,
    win_back_all,
)
from crm.coupons.actions.counter import redeem, reverse, void
from crm.coupons.actions.giving import expire, give_rows, issue_campaign, start_campaign
from crm.coupons.actions.merging import keep_both_coupons
from crm.coupons.actions.offers import seed_offers
from crm.coupons.actions.requests import decide, request_gift

__all__ = [
    "confirm_loyalty",
    "decide",
    "expire",
    "give_rows",
    "issue_campaign",
    "keep_both_coupons",
    "redeem",
    "request_gift",
    "reverse",
    "seed_offers",
    "start_campaign",
    "start_churn_recovery",
    "start_loyalty",
    "start_loyalty_when_due",
    "start_thanks",
    "void",
    "win_back_all",
]
