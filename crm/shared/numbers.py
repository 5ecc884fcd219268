"""The numbers that the rules name, each a setting of the store with the seed's number as default.

Declared beside the rule that uses it; read through `crm.shared.settings.of(store_id)[NUMBER]`.
"""

from __future__ import annotations

from dataclasses import dataclass

NUMBERS: dict[str, Number] = {}


@dataclass(frozen=True)
class Number:
    """One setting: a whole number in `unit` ("d", "h", "clock", "min", "%", "km", "fen" …) between `low` and `high`.

    `label` is an English sentence marked with N_. A switch is a Number with unit "on" and the bounds 0 and 1.
    """

    key: str
    default: int
    unit: str
    label: str
    low: int = 0
    high: int = 1_000_000

    def __post_init__(self) -> None:
        known = NUMBERS.setdefault(self.key, self)
        if known != self:
            raise KeyError(f"two settings are called {self.key!r}")

    @property
    def feature(self) -> str:
        return self.key.split(".", 1)[0]


WORDINGS: dict[str, Wording] = {}


@dataclass(frozen=True)
class Wording:
    """A text that the store words for itself (the welcome line of R-204). `default` is an English msgid."""

    key: str
    default: str
    label: str
    longest: int = 200

    def __post_init__(self) -> None:
        WORDINGS.setdefault(self.key, self)

    @property
    def feature(self) -> str:
        return self.key.split(".", 1)[0]
