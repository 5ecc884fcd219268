"""Reading coupons: at the counter, on the desk's lists, for the people whom an offer is for."""

from crm.coupons.queries.counter import (
    by_code,
    entry_shown,
    last_redemption,
    public_coupon,
    refusal_of,
    too_many_tries,
    used_today,
)
from crm.coupons.queries.deals import deal_of
from crm.coupons.queries.desk import (
    MOST,
    PAGE,
    campaign_of,
    campaigns,
    coupon_for,
    issued,
    ledger_of,
    of_customer,
    offers_of,
    open_count,
    open_requests,
    request_for,
)
from crm.coupons.queries.people import churn_people, loyalty_people, preview, thanks_people, waiting_for

__all__ = [
    "MOST",
    "PAGE",
    "by_code",
    "campaign_of",
    "campaigns",
    "churn_people",
    "coupon_for",
    "deal_of",
    "entry_shown",
    "issued",
    "last_redemption",
    "ledger_of",
    "loyalty_people",
    "of_customer",
    "offers_of",
    "open_count",
    "open_requests",
    "preview",
    "public_coupon",
    "refusal_of",
    "request_for",
    "thanks_people",
    "too_many_tries",
    "used_today",
    "waiting_for",
]
