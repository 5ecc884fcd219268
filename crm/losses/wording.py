"""The store's words to a customer who did not buy, filled in for one of them; nothing is sent by the machine."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from crm.customers.naming import called
from crm.losses.rules.touches import GREETING, THANKS, Kind
from crm.shared.settings import Values
from crm.shared.words import _


def words_of(row: Any, *, values: Values, advisor: str, store: str) -> str:
    """The text to copy for one word that is due."""
    facts = {
        "name": called(SimpleNamespace(name=row.name, sex=row.sex)) if row.name else "", "store": store,
        "model": row.interest or _("car"), "advisor": advisor,
    }  # fmt: skip
    text = values.text(THANKS if row.kind == Kind.THANKS else GREETING)
    for key, fact in facts.items():
        text = text.replace("{" + key + "}", fact)  # other braces of a store's own wording stay
    return text
