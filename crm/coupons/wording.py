"""How a coupon is put into words and signs: its value, the text that goes with it, its QR drawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.coupons.codes import shown
from crm.customers.naming import called
from crm.shared.filters import money, named, short_day
from crm.shared.numbers import Wording
from crm.shared.words import N_, _

MESSAGE = Wording(
    "coupons.message",
    N_("{store}: {name}, a gift is waiting for you: {gift} ({value}). Use it here by {day}. Code {code}, see {link}"),
    N_("Text that goes with a coupon (R-502)"),
)


class _Kept(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"  # a store's own wording may hold a brace of its own


class Person:
    """The name and sex of a row whose own `name` is the coupon's."""

    def __init__(self, row: Any) -> None:
        self.name, self.sex = row.customer, row.sex


def value_of(row: Any) -> str:
    """¥200, or that a service is free of charge."""
    return money(row.face_fen) if row.face_fen else _("free")


def owner(row: Any) -> str:
    """How the customer of a coupon's row is called."""
    return called(Person(row))


def message_of(row: Any, store: str, link: str, wording: str) -> str:
    """The text to copy for one coupon."""
    facts: Mapping[str, str] = {
        "store": store, "name": owner(row) if row.customer else "", "gift": named(row), "value": value_of(row),
        "day": short_day(row.valid_until), "code": shown(row.code), "link": link,
    }  # fmt: skip
    try:
        return wording.format_map(_Kept(facts))
    except (ValueError, IndexError, AttributeError, KeyError):
        return wording
