"""The tables that point at a customer, in people's words: "3 visits, 1 car, 2 coupons"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm.shared.journal import Left
from crm.shared.words import N_, _, ngettext

COUNTED: dict[str, tuple[str, str]] = {
    "visits": (N_("%(n)s showroom visit"), N_("%(n)s showroom visits")),
    "leads": (N_("%(n)s lead"), N_("%(n)s leads")),
    "calls": (N_("%(n)s call made"), N_("%(n)s calls made")),
    "tasks": (N_("%(n)s task"), N_("%(n)s tasks")),
    "appointments": (N_("%(n)s appointment"), N_("%(n)s appointments")),
    "enquiries": (N_("%(n)s enquiry"), N_("%(n)s enquiries")),
    "orders": (N_("%(n)s order"), N_("%(n)s orders")),
    "vehicles": (N_("%(n)s car"), N_("%(n)s cars")),
    "service_visits": (N_("%(n)s workshop visit"), N_("%(n)s workshop visits")),
    "coupons": (N_("%(n)s coupon held"), N_("%(n)s coupons held")),
    "coupon_requests": (N_("%(n)s gift request"), N_("%(n)s gift requests")),
    "profile_facts": (N_("%(n)s fact"), N_("%(n)s facts")),
    "customer_tags": (N_("%(n)s tag"), N_("%(n)s tags")),
    "company_contacts": (N_("%(n)s firm"), N_("%(n)s firms")),
    "customers": (N_("%(n)s file merged before"), N_("%(n)s files merged before")),
}  # what a table says here; the night's own tables (states) move without a word
THINGS: dict[str, str] = {
    "customers": N_("the file itself"), "leads": N_("the lead"), "tasks": N_("a task"), "vehicles": N_("a car"),
    "visits": N_("a visit"), "coupons": N_("a coupon"), "customer_tags": N_("a tag"), "profile_facts": N_("a fact"),
    "orders": N_("an order"), "appointments": N_("an appointment"), "consents": N_("a consent"),
    "company_contacts": N_("a contact of a firm"), "service_visits": N_("a workshop visit"),
    "lost_sales": N_("the lost sale"), "lost_decisions": N_("the lost sale"),
}  # fmt: skip
UNSAID = frozenset({"owner_periods", "commission_periods"})  # they follow from the lead, which is named
COLUMNS: dict[str, str] = {
    "name": N_("name"), "sex": N_("form of address"), "phone": N_("phone"), "phone2": N_("second phone"),
    "owner_id": N_("who looks after it"), "customer_id": N_("whose it is"), "archived_at": N_("put away"),
    "stage": N_("stage"), "credit_code": N_("credit code"), "shared_phone": N_("shared number"),
}  # fmt: skip


def counted(moved: Mapping[str, int]) -> list[str]:
    """ "3 visits", "1 car" … in the order above; a table with two columns counts once."""
    sums: dict[str, int] = {}
    for name, rows in moved.items():
        table = name.partition(".")[0]
        sums[table] = sums.get(table, 0) + rows
    return [ngettext(*words, sums[table]) for table, words in COUNTED.items() if sums.get(table)]


def changed_rows(rows: Iterable[Left]) -> str:
    """Which things were changed since, and in what: "the file itself (name, phone); a car (whose it is)"."""
    found: dict[str, None] = {}
    for row in (one for one in rows if one.table not in UNSAID):
        what = [_(COLUMNS[name]) for name in row.columns if name in COLUMNS]
        thing = _(THINGS.get(row.table, N_("something else")))
        found[f"{thing} ({', '.join(what)})" if what else thing] = None
    return "; ".join(found)
