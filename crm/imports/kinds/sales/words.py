"""Why a sale was taken or not, in sentences; and how a row of the dry run is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.customers.rules import mask_phone
from crm.shared.filters import money, short_day
from crm.shared.reasons import sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "imports.no_sale_day": N_("The day of the sale is empty."),
        "imports.no_car_named": N_("Neither VIN nor plate: no car to file the sale with."),
        "imports.new_sale": N_("New sale."),
        "imports.new_sale_and_car": N_("New sale; the car is filed with it."),
        "imports.new_sale_and_customer": N_("New sale; customer and car are filed with it."),
        "imports.new_sale_since_sold": N_("New sale; the car belongs to somebody else by now and stays there."),
        "imports.sold_by_order": N_("This car was handed over through an order on {day}; the order stays."),
        "imports.sold_to_other": N_("On file this car was sold to somebody else on that day."),
    }
)


def about(record: Mapping[str, Any]) -> list[str]:
    """The words in the middle of a row."""
    price, sold = record.get("price_fen"), record.get("sold_on")
    return [
        short_day(date.fromisoformat(sold)) if sold else "", str(record.get("model", "") or record.get("series", "")),
        str(record.get("outlet", "")), money(price) if price is not None else "", mask_phone(record.get("phone")),
    ]  # fmt: skip
