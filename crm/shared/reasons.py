"""Why the machine decided so: a code and the facts used, said in the reader's language when shown.

A rule returns its answer and a `Reason`; the row keeps both, so that every decision can be explained later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

SENTENCES: dict[str, str] = {}


@dataclass(frozen=True)
class Reason:
    """`code` names a sentence of some rules.py, `facts` fill it in (plain JSON values; dates as ISO text)."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in SENTENCES:
            raise KeyError(f"no sentence for the reason {self.code!r}")


def sentences(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Register a feature's sentences, each marked with N_ and written with {facts} in braces."""
    clash = SENTENCES.keys() & texts.keys()
    if any(SENTENCES[code] != texts[code] for code in clash):
        raise KeyError(f"reason codes used twice: {sorted(clash)}")
    SENTENCES.update(texts)
    return texts


def say(code: str, facts: Mapping[str, Any] | None = None) -> str:
    """The reason as a sentence. An unknown code (a row older than its rule) is shown as it stands."""
    from crm.shared.words import _

    text = SENTENCES.get(code)
    if text is None:
        return code
    return _(text).format_map(_Facts({name: _readable(fact) for name, fact in (facts or {}).items()}))


def _readable(fact: Any) -> Any:
    """A day, kept as ISO text, in the reader's way of writing it; everything else as it stands."""
    from crm.shared.filters import short_day

    if isinstance(fact, str) and len(fact) == 10 and fact[4] == fact[7] == "-":
        try:
            return short_day(date.fromisoformat(fact))
        except ValueError:
            return fact
    return fact


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
