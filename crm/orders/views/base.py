"""The blueprint and what several screens share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from werkzeug.wrappers import Response

from crm.customers.rules import check_vin, mask_vin, normalise_vin
from crm.orders.rules import (
    BECOMES_NAMES,
    CANCEL_NAMES,
    CHECK_NAMES,
    DEPOSIT_LAW,
    DEPOSIT_NAMES,
    PARTS,
    REFUND_NAMES,
    VERDICT_NAMES,
)
from crm.shared.reasons import say
from crm.shared.web import show

bp = Blueprint("orders", __name__)
for _names, _called in (
    (CANCEL_NAMES, "cancel_names"), (DEPOSIT_NAMES, "deposit_names"), (DEPOSIT_LAW, "deposit_law"),
    (BECOMES_NAMES, "becomes_names"), (CHECK_NAMES, "check_names"), (PARTS, "price_parts"),
    (REFUND_NAMES, "refund_names"), (VERDICT_NAMES, "answer_names"),
):  # fmt: skip
    bp.add_app_template_global(_names, _called)  # type: ignore[arg-type]
bp.add_app_template_filter(mask_vin, "vin_mask")


@bp.app_template_filter("vin_warning")
def vin_warning(typed: str | None) -> str:
    """What is odd about a VIN, as a sentence; "" when nothing is. It never blocks anything (F-51)."""
    odd = check_vin(vin) if (vin := normalise_vin(typed)) else None
    return say(odd.reason.code, odd.reason.facts) if odd else ""


def lead_page(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)


def order_page(order_id: int) -> str:
    return url_for("orders.order", order_id=order_id)


def sheet(name: str, status: int = 200, /, **context: Any) -> Response:
    """A small form: a dialog for htmx, a page of its own otherwise."""
    return show("leads/sheet.html", f"orders/_{name}.html", status, part=f"orders/_{name}.html", **context)


def with_warning(said: str, vin: str | None) -> str:
    """The toast, with what is odd about the VIN behind it."""
    odd = vin_warning(vin)
    return f"{said} {odd}" if odd else said
