"""What is offered, signed, taken back and handed over; and who sent whom."""

from crm.orders.models.cancellation import Cancellation, CancellationDecision, Refund
from crm.orders.models.delivery import Delivery, DeliveryCheck, DeliveryPhoto
from crm.orders.models.order import Order, Priced
from crm.orders.models.quotation import FinancePlan, Quotation, TradeIn
from crm.orders.models.referral import Referral

__all__ = [
    "Cancellation", "CancellationDecision", "Delivery", "DeliveryCheck", "DeliveryPhoto", "FinancePlan", "Order",
    "Priced", "Quotation", "Referral", "Refund", "TradeIn",
]  # fmt: skip
