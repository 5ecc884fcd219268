"""How a customer is called on a screen: 周先生 for a surname, and a fair word for somebody without a name."""

from __future__ import annotations

from typing import Any

from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES, Channel, only_surname
from crm.shared.words import _


def called(row: Any) -> str:
    """The name of a row with `name` and `sex`."""
    name = str(row.name or "")
    if not name:
        return _("No name yet")
    if only_surname(name) and row.sex == "m":
        return _("Mr %(name)s", name=name)
    if only_surname(name) and row.sex == "f":
        return _("Ms %(name)s", name=name)
    return name


def channel(code: str | None, detail: str | None = "") -> str:
    """The way of arrival in its two levels (F-06); a source that only a file has named is said as it stands there."""
    known = Channel(code) if code and code in Channel._value2member_map_ else None
    said = (CHANNEL_NAMES[known] if known else (code or ""), CHANNEL_DETAILS.get(detail or "", detail or ""))
    return " · ".join(_(one) for one in said if one)
