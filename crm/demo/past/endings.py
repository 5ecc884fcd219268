"""How a hope ends, as rows: the signed order and the car's delivery, or the loss and its review."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from crm.demo import names
from crm.demo.past.hopes import Hope
from crm.leads.models import LostDecision, LostSale
from crm.leads.rules import LostReason
from crm.leads.rules.giving_up import gave_up
from crm.orders.models import Delivery, Order

Row = dict[str, Any]
Made = dict[type[Any], list[Row]]
COLOURS = ("雪山白", "星空灰", "曜石黑", "海湾蓝", "晨曦金")


class Deal(NamedTuple):
    """A customer's hope, and the car that came of it."""

    customer_id: int
    hope: Hope
    vehicle_id: int | None


class Sellers(NamedTuple):
    """Who sells in the store, who reviews, and the store's numbers."""

    store_id: int
    zone: str
    advisors: Sequence[int]
    reviewer_id: int
    numbers: Any


def ended(
    made: Made, lead_id: int, deal: Deal, at: Callable[[int, int], datetime], owner: int, sellers: Sellers
) -> None:
    """Nothing while it goes on."""
    hope = deal.hope
    if hope.ended is None:
        return
    signed: Row = {"store_id": sellers.store_id, "by_id": owner, "at": at(hope.ended, 60)}
    if hope.won:
        _sold(made, lead_id, deal, signed, sellers.zone)
        return
    contacts = sum(talk.reached for talk in hope.talks) + len(hope.visits)
    brand, model = names.COMPETITORS[lead_id % len(names.COMPETITORS)]
    competitor = {"competitor_brand": brand, "competitor_model": model} if hope.reason == "competitor" else {}
    given_up, _why = gave_up(LostReason(hope.reason), contacts, sellers.numbers)
    made[LostDecision].append({
        "store_id": sellers.store_id, "lost_sale_id": len(made[LostSale]), "verdict": "approved",
        "by_id": sellers.reviewer_id, "at": signed["at"] + timedelta(hours=20),
    })  # fmt: skip
    made[LostSale].append({
        "competitor_brand": "", "competitor_model": "", **signed, "lead_id": lead_id, "reason": hope.reason,
        "contacts": contacts, "given_up": given_up, **competitor,
    })  # fmt: skip


def _sold(made: Made, lead_id: int, deal: Deal, signed: Row, zone: str) -> None:
    hope = deal.hope
    assert hope.bought_on is not None
    price = names.PRICES_FEN[hope.model] - lead_id % 12 * 100_000
    made[Order].append({
        **signed, "lead_id": lead_id, "customer_id": deal.customer_id, "model": hope.model, "price_fen": price,
        "car_fen": price, "colour": COLOURS[lead_id % 5], "deposit_fen": 500_000, "deposit_kind": "advance",
        "promised_on": hope.bought_on, "tax_fen": price // 12, "insurance_fen": 560_000, "plates_fen": 50_000,
    })  # fmt: skip
    made[Delivery].append({
        "store_id": signed["store_id"], "by_id": signed["by_id"], "order_id": len(made[Order]) - 1,
        "vehicle_id": deal.vehicle_id, "delivered_on": hope.bought_on, "mileage_km": 6 + lead_id % 50,
        "at": datetime.combine(hope.bought_on, time(15), ZoneInfo(zone)),
    })  # fmt: skip
