"""Where everything is: the rail of the house, the tabs of an item, and under which item a page lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    ("appointments.index", N_("Invitations"), "calendar", Right.SELL),
    ("orders.orders", N_("Orders"), "car", Right.SELL),
    ("handover.index", N_("Hand-overs"), "swap", Right.TAKE_OVER),
    ("questions.index", N_("Questions"), "help", Right.TAKE_OVER),
    ("customers.index", N_("Customers"), "people", Right.CUSTOMERS),
    ("customers.index", N_("Customers"), "people", Right.OWN_CUSTOMERS),
    ("enquiries.desk", N_("Enquiries"), "message", Right.SELL),
    ("retention.index", N_("Retention"), "wrench", Right.RETENTION),
    ("coupons.campaigns", N_("Campaigns"), "ticket", Right.COUPONS),
    ("coupons.redeem", N_("Redeem"), "scan", Right.REDEEM),
    ("imports.index", N_("Import"), "upload", Right.IMPORT),
    ("exports.index", N_("Exports"), "download", Right.EXPORT),
    ("reports.board", N_("Board"), "chart", Right.BOARD),
    ("standards.index", N_("Settings"), "gear", Right.SETTINGS),
)


@dataclass(frozen=True)
class Tab:
    """One view of those that belong together; `also` are the further views that lie under it."""

    endpoint: str
    label: str
    rights: tuple[Right, ...]
    also: tuple[str, ...] = ()


_SELL, _CHIEF = (Right.SELL,), (Right.ALL_LEADS, Right.TEAM_LEADS)
TABS: tuple[tuple[Tab, ...], ...] = (
    (
        Tab("leads.index", N_("Leads"), _SELL),
        Tab("leads.lost", N_("Lost"), _SELL, ("losses.index", "losses.month")),
        Tab("ageing.index", N_("Redistribution"), (Right.ASSIGN,)),
        Tab("grading.holding", N_("Grading"), (Right.REVIEW_LOST,), ("grading.lowered", "grading.presets")),
        Tab("questions.index", N_("Questions"), _SELL),
        Tab("points.own", N_("Points"), _SELL, ("points.waiting", "points.checks", "points.month")),
        Tab("callbacks.overrides", N_("Calls against the rules"), _CHIEF),
    ),
    (
        Tab("leads.lost", N_("Applications and reviews"), _SELL),
        Tab("losses.index", N_("Words to lost customers"), _SELL),
        Tab("losses.month", N_("Loss review"), (Right.REVIEW_LOST,)),
    ),
    (
        Tab("appointments.index", N_("Appointments"), _SELL),
        Tab("drives.index", N_("Test cars"), _SELL, ("drives.cars", "drives.told")),
    ),
    (
        Tab("orders.orders", N_("Orders"), _SELL),
        Tab("stock.index", N_("Stock"), _SELL),
        Tab("handover.index", N_("Hand-overs"), _SELL),
    ),
    (
        Tab("customers.index", N_("Customers"), (Right.CUSTOMERS,)),
        Tab("duplicates.index", N_("Duplicates"), (Right.MERGE,)),
        Tab("quality.index", N_("Data health"), (Right.TEND,), ("quality.rows",)),
        Tab("dictionaries.index", N_("Dictionaries"), (Right.TEND,), ("dictionaries.word",)),
    ),
    (
        Tab("retention.index", N_("Retention"), (Right.RETENTION,)),
        Tab("elsewhere.index", N_("Other stores"), (Right.RETENTION,)),
    ),
    (
        Tab("reports.board", N_("Board"), (Right.BOARD,)),
        Tab("sales.outlets", N_("Outlets"), (Right.BOARD,), ("sales.index",)),
    ),
    (
        Tab("coupons.campaigns", N_("Campaigns"), (Right.COUPONS,)),
        Tab("losses.occasions_index", N_("Reasons to call again"), (Right.CAMPAIGNS,)),
        Tab("scripts.index", N_("Scripts"), (Right.CAMPAIGNS,)),
    ),
)
SHELVES = {  # screens that lie under another feature's item of the rail
    **dict.fromkeys(("losses", "ageing", "grading", "points", "questions"), "leads"),
    "losses.occasions_index": "coupons",
    "scripts": "coupons",
    "drives": "appointments",
    **dict.fromkeys(("stock", "handover"), "orders"),
    **dict.fromkeys(("duplicates", "quality", "dictionaries"), "customers"),
    "elsewhere": "retention",
    "sales": "reports",
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


def tabs() -> list[list[tuple[str, str, None, bool]]]:
    """The rows of views that belong together with this one: (address, label, None, current); none beside a single."""
    if g.get("stamp") is None:
        return []
    rows = [_seen(row) for row in TABS if any(request.endpoint in (tab.endpoint, *tab.also) for tab in row)]
    return [row for row in rows if len(row) > 1]


def _seen(row: tuple[Tab, ...]) -> list[tuple[str, str, None, bool]]:
    return [
        (url_for(tab.endpoint), _(tab.label), None, request.endpoint in (tab.endpoint, *tab.also))
        for tab in row
        if g.stamp.by.can(*tab.rights) and tab.endpoint in current_app.view_functions
    ]
