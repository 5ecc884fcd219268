"""Where everything is: the rail of the house, the tabs of an item, and under which item a page lies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app, g, request, url_for

from crm.shared.words import N_, _
from crm.staff.rules import Right
from crm.staff.views import home_of

# The rail: endpoint, label, icon, and the right that shows it.
RAIL = (
    ("reception.desk", N_("Reception"), "walk", Right.RECEIVE),
    ("callbacks.my_day", N_("My day"), "sun", Right.SELL),
    ("callbacks.my_day", N_("Care calls"), "phone", Right.CARE),
    ("leads.index", N_("Leads"), "target", Right.SELL),
    ("appointments.index", N_("Appointments"), "calendar", Right.SELL),
    ("orders.orders", N_("Orders"), "car", Right.SELL),
    ("handover.index", N_("Hand-overs"), "swap", Right.TAKE_OVER),
    ("customers.index", N_("Customers"), "people", Right.CUSTOMERS),
    ("customers.index", N_("Customers"), "people", Right.OWN_CUSTOMERS),
    ("enquiries.desk", N_("Enquiries"), "message", Right.SELL),
    ("retention.index", N_("Retention"), "wrench", Right.RETENTION),
    ("coupons.campaigns", N_("Campaigns"), "ticket", Right.COUPONS),
    ("coupons.redeem", N_("Redeem"), "scan", Right.REDEEM),
    ("imports.index", N_("Import"), "upload", Right.IMPORT),
    ("reports.board", N_("Board"), "chart", Right.BOARD),
    ("standards.index", N_("Settings"), "gear", Right.SETTINGS),
)
TABS: dict[str, tuple[tuple[str, str, Right], ...]] = {
    "leads.index": (
        ("leads.index", N_("Leads"), Right.SELL),
        ("leads.lost", N_("Lost"), Right.SELL),
        ("losses.index", N_("Why we lose"), Right.REVIEW_LOST),
        ("ageing.index", N_("Reassignment"), Right.ASSIGN),
        ("grading.index", N_("Grading"), Right.REVIEW_LOST),
        ("points.own", N_("Points"), Right.SELL),
    ),
    "orders.orders": (
        ("orders.orders", N_("Orders"), Right.SELL),
        ("stock.index", N_("Stock"), Right.SELL),
        ("handover.index", N_("Hand-overs"), Right.SELL),
    ),
    "customers.index": (
        ("customers.index", N_("Customers"), Right.CUSTOMERS),
        ("duplicates.index", N_("Duplicates"), Right.MERGE),
    ),
}
SHELVES = {  # screens that lie under another feature's item of the rail
    **dict.fromkeys(("losses", "ageing", "grading", "points", "questions"), "leads"),
    "drives": "appointments",
    **dict.fromkeys(("stock", "handover"), "orders"),
    "duplicates": "customers",
    "people": "standards",
    **dict.fromkeys(("enquiries.sources", "enquiries.source", "enquiries.new_source"), "standards"),
}


def navigation() -> list[dict[str, Any]]:
    """The reader's rail; the item of the page itself is current, or else the first one of its feature."""
    if g.get("stamp") is None:
        return []
    if "navigation" not in g:
        g.navigation = _rail()
    return list(g.navigation)


def _rail() -> list[dict[str, Any]]:
    shown: dict[str, dict[str, Any]] = {}
    for endpoint, label, icon, right in RAIL:
        if endpoint not in shown and g.stamp.by.can(right) and endpoint in current_app.view_functions:
            shown[endpoint] = {
                "endpoint": endpoint, "href": url_for(endpoint), "label": label, "icon": icon, "count": None,
                "current": False, "tab": False,
            }  # fmt: skip
    mine = _on_shelf(request.endpoint or "", shown)
    if mine:
        shown[mine]["current"] = True
    home = _on_shelf(home_of(g.stamp.by), shown)
    for endpoint in sorted(shown, key=lambda one: one != home)[:4]:  # the phone's tabs: home first, then in order
        shown[endpoint]["tab"] = True
    return list(shown.values())


def _on_shelf(endpoint: str, shown: Mapping[str, Any]) -> str:
    """The rail's item under which a page lies: itself, or the first one of its feature."""
    feature = endpoint.split(".")[0]
    same = (one for one in shown if one.split(".")[0] == SHELVES.get(endpoint, SHELVES.get(feature, feature)))
    return endpoint if endpoint in shown else next(same, "")


def tabs() -> list[tuple[str, str, None, bool]]:
    """The views that belong together with this one: (address, label, None, current); none beside a single page."""
    if g.get("stamp") is None:
        return []
    for row in TABS.values():
        if any(endpoint == request.endpoint for endpoint, _label, _right in row):
            mine = [
                (url_for(endpoint), _(label), None, endpoint == request.endpoint)
                for endpoint, label, right in row
                if g.stamp.by.can(right) and endpoint in current_app.view_functions
            ]
            return mine if len(mine) > 1 else []
    return []
