"""Orders in the customer's story: signed, asked back, delivered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from crm.customers.timeline import entries, timeline_part
from crm.orders.models import Cancellation, CancellationDecision, Delivery, Order


@timeline_part("order", "orders/_entry_order.html")
def signed(customer: Any) -> Select[Any]:
    part = entries(
        Order, at=Order.at, ref=Order.id, by=Order.by_id, code=Order.deposit_kind, text=Order.model,
        number=Order.price_fen,
    )  # fmt: skip
    return part.where(Order.customer_id == customer)


@timeline_part("cancellation", "orders/_entry_cancellation.html")
def cancellations(customer: Any) -> Select[Any]:
    """code: the reason; more: how it was answered, empty while it waits."""
    part = entries(
        Cancellation, at=Cancellation.at, ref=Cancellation.id, by=Cancellation.by_id, code=Cancellation.reason,
        text=Cancellation.note, more=CancellationDecision.verdict,
    )  # fmt: skip
    part = part.outerjoin(CancellationDecision, CancellationDecision.cancellation_id == Cancellation.id)
    return part.join(Order, Order.id == Cancellation.order_id).where(Order.customer_id == customer)


@timeline_part("delivery", "orders/_entry_delivery.html")
def deliveries(customer: Any) -> Select[Any]:
    part = entries(
        Delivery, at=Delivery.at, ref=Delivery.id, by=Delivery.by_id, text=Order.model, number=Delivery.mileage_km
    )
    return part.join(Order, Order.id == Delivery.order_id).where(Order.customer_id == customer)
