"""Customers know who looks after them, by several numbers, and hear when that changes (R-344).

An advisor's number is for the hours of the store; at any other time the store's hotline answers (A-05).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from crm.shared.words import N_


class How(StrEnum):
    """How a customer was told by other means than a call."""

    WECHAT = "wechat"
    SMS = "sms"
    SHOWN = "shown"  # scanned from the advisor's screen


HOW_NAMES: dict[str, str] = {
    How.WECHAT: N_("By WeChat"),
    How.SMS: N_("By text message"),
    How.SHOWN: N_("Shown to them"),
}


def number_on_card(typed: str) -> str | None:
    """A number that can be dialled: digits with an optional + in front; None when it is none. An empty one stays so."""
    bare = re.sub(r"[\s\-()（）—]", "", unicodedata.normalize("NFKC", typed))
    if not bare:
        return ""
    return bare if re.fullmatch(r"\+?\d{5,15}", bare) else None
