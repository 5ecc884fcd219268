"""Who did it and when: every fact is signed by a stamp, read once per request or job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Person:
    """Who is acting, as far as rules and queries need to know. `id` None is the machine."""

    id: int | None
    store_id: int
    name: str
    roles: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    team_id: int | None = None
    name_en: str = ""
    username: str = ""

    def can(self, *rights: str) -> bool:
        """True when any of the rights is given."""
        return any(right in self.rights for right in rights)


@dataclass(frozen=True)
class Stamp:
    """`by` did it `at` (aware, UTC). `today` is the day on the store's wall."""

    by: Person
    at: datetime
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a stamp needs an aware instant")

    @cached_property
    def local(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.zone))

    @cached_property
    def today(self) -> date:
        return self.local.date()

    @property
    def store_id(self) -> int:
        return self.by.store_id


def machine(store_id: int, at: datetime, zone: str = "Asia/Shanghai") -> Stamp:
    """The stamp of the machine working for one store."""
    return Stamp(Person(id=None, store_id=store_id, name="machine"), at, zone)
