"""What a row says about a car's insurance: a policy on file, a policy completed or corrected, or a new one.

A policy runs one year (F-45), so two last days of one kind that lie less than half a year apart mean the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.imports.records import CarRecord
from crm.imports.scene import Car, Change, Held, Policy
from crm.insurance.rules import Cover, plain_number

SAME_DAYS = 180
_SHOWN = {"until_on": "{}_end_on", "number": "{}_number", "from_on": "{}_from_on", "premium_fen": "{}_premium_fen"}


@dataclass(frozen=True)
class Told:
    """A policy as a row tells it."""

    cover: str
    until_on: date
    insurer: str = ""
    number: str = ""
    from_on: date | None = None
    premium_fen: int | None = None


def told_by(record: CarRecord) -> list[Told]:
    """The policies of which a customers' file knows the last day."""
    days = {Cover.COMMERCIAL: record.commercial_end_on, Cover.COMPULSORY: record.compulsory_end_on}
    return [Told(cover, day, record.insurer) for cover, day in days.items() if day]


def take_policies(told: Iterable[Told], car: Car, row_no: int) -> list[Change]:
    """Draw the policies into the picture; call `contradicts` before anything of the row is drawn."""
    changes: list[Change] = []
    for one in told:
        policy = _same(one, car)
        if policy is None:
            newest = max((old.until_on for old in car.policies if old.cover == one.cover), default=None)
            policy = Policy(car, one.cover, one.until_on)
            car.policies.append(policy)
            changes.append((f"{one.cover}_end_on", newest, one.until_on))
            _write(policy, one, row_no)
        else:
            changes += _write(policy, one, row_no)
    return changes


def contradicts(told: Iterable[Told], car: Car, row_no: int) -> None:
    """Two rows of one file that say different things about one policy are for a person to decide."""
    for one in told:
        policy = _same(one, car)
        for name, value in _values(policy, one) if policy else ():
            said = policy.says.get(name) if policy else None
            if said not in (None, row_no) and getattr(policy, name) != value:
                raise Held("imports.row_differs", row=said)


def _write(policy: Policy, one: Told, row_no: int) -> list[Change]:
    changes: list[Change] = []
    for name, value in _values(policy, one):
        policy.says.setdefault(name, row_no)
        old = getattr(policy, name)
        if old != value:
            setattr(policy, name, value)
            policy.touched.add(name)
            changes.append((_SHOWN.get(name, name).format(one.cover), old, value))
    return changes


def _values(policy: Policy, one: Told) -> Iterator[tuple[str, Any]]:
    """What the row adds. A policy known by its number is not corrected by a row that only knows a day."""
    sure = bool(one.number) or not policy.number
    for name in ("insurer", "number", "from_on", "until_on", "premium_fen"):
        value = getattr(one, name)
        if value not in ("", None) and (sure or getattr(policy, name) in ("", None)):
            yield name, value


def _same(one: Told, car: Car) -> Policy | None:
    """The policy on file that is meant: by number, by last day, or the one of the same year."""
    mine = [policy for policy in car.policies if policy.cover == one.cover]
    if one.number:
        number = plain_number(one.number)
        found = next((policy for policy in mine if plain_number(policy.number) == number), None)
        return found or _nearest(one, [policy for policy in mine if not policy.number])
    return _nearest(one, mine)


def _nearest(one: Told, policies: Sequence[Policy]) -> Policy | None:
    apart = {abs((policy.until_on - one.until_on).days): policy for policy in reversed(policies)}
    return apart[min(apart)] if apart and min(apart) < SAME_DAYS else None
