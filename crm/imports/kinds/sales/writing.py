"""Writing the sales of a batch, after the people and cars that they need."""

from __future__ import annotations

from typing import Any

from crm.imports import put
from crm.imports.kinds.sales.picture import SALE, Sale, SalePicture
from crm.imports.pen import Pen
from crm.sales.models import CarSale
from crm.shared.clock import noon


def write_sales(picture: SalePicture, pen: Pen) -> None:
    """Set by set, through the pen."""
    put.write(picture.base, pen)
    sales = [sale for some in picture.sales.values() for sale in some]
    pen.insert(CarSale, [_row(sale, picture, pen) for sale in sales if sale.id is None])
    pen.update(CarSale, [_changed(sale, picture, pen) for sale in sales if sale.id is not None and sale.touched])


def _row(sale: Sale, picture: SalePicture, pen: Pen) -> dict[str, Any]:
    return {
        "store_id": pen.store_id, "vehicle_id": sale.car.id, "customer_id": sale.buyer.id, "import_id": pen.import_id,
        "by_id": pen.stamp.by.id, "at": pen.stamp.at, "version": 1, **_values(sale, SALE, picture, pen),
    }  # fmt: skip


def _changed(sale: Sale, picture: SalePicture, pen: Pen) -> dict[str, Any]:
    """Only what the row has changed: what somebody writes beside it meanwhile stays."""
    return {"id": sale.id, **_values(sale, tuple(sorted(sale.touched)), picture, pen)}


def _values(sale: Sale, names: tuple[str, ...], picture: SalePicture, pen: Pen) -> dict[str, Any]:
    values = {name: getattr(sale, name) for name in names}
    if "invoice_no" in values:
        values["invoice_no"] = sale.invoice_no or None
    if "sold_on" in values:
        values["sold_at"] = noon(sale.sold_on, pen.stamp.zone)
    if "advisor_name" in values:
        values["advisor_id"] = picture.people.anybody(sale.advisor_name) if sale.advisor_name else None
    return values
