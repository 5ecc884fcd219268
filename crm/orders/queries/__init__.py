"""Finding orders: one (single), the lists of /orders (lists), offers (offers), and who sent whom (chain)."""

from crm.orders.queries.chain import customer_by_phone, has_sent, referral_of
from crm.orders.queries.lists import PAGE, VIEWS, orders, tally
from crm.orders.queries.offers import quotation_for, quotation_in
from crm.orders.queries.photos import agreed_to_photos, photo_for, photos_of
from crm.orders.queries.single import (
    cancellation_for,
    cancelled,
    check_waits,
    delivery_of,
    live_order,
    open_request,
    order_for,
    order_of,
    order_of_request,
    page_of,
    promised_to_another,
    refund_of,
    was_delivered,
)
from crm.orders.queries.story import cancellations, deliveries

__all__ = [
    "PAGE", "VIEWS", "agreed_to_photos", "cancellation_for", "cancellations", "cancelled", "check_waits",
    "customer_by_phone", "deliveries", "delivery_of", "has_sent", "live_order", "open_request", "order_for",
    "order_of", "order_of_request", "orders", "page_of", "photo_for", "photos_of", "promised_to_another",
    "quotation_for", "quotation_in", "referral_of", "refund_of", "tally", "was_delivered",
]  # fmt: skip
