"""Who gets an old lead: the next group's advisor with the fewest, never somebody who has had it (R-251, A-08).

At three months a supervisor owns it and the manager watches, or the other way round (R-255); at four the GM office
has it (R-257). The same input gives the same answer, so that a plan can be looked at before it is carried out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crm.leads.rules.ageing import STEPS, Kind


@dataclass
class Person:
    """Somebody who may get leads, and how many are open with them after the run so far."""

    id: int
    load: int = 0


@dataclass(frozen=True)
class Group:
    """A sales group of the rotation, with the people who take leads."""

    id: int
    people: Sequence[Person]


@dataclass(frozen=True)
class House:
    """Everybody who may get an old lead, by where they stand."""

    groups: Sequence[Group]
    chiefs: Sequence[Person] = ()  # own it from the third month on
    watchers: Sequence[Person] = ()
    office: Sequence[Person] = ()
    key_accounts: frozenset[int] = frozenset()  # their firms stay with them
    group_of: Mapping[int, int] = field(default_factory=dict)  # place in `groups` by person


@dataclass(frozen=True)
class Due:
    """A lead whose step has come. `had` are those who have had it before, its present owner not among them."""

    lead_id: int
    owner_id: int | None
    kind: Kind
    had: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Placed:
    """Where it goes and the sentence of why; without a new owner it stays, and the sentence says why not."""

    code: str
    owner_id: int | None = None
    watcher_id: int | None = None


def share(due: Iterable[Due], house: House) -> Iterator[tuple[Due, Placed]]:
    """Each lead with its place, in the order given. A chief's lead does not go back down to a group: no answer."""
    above = {person.id for person in (*house.chiefs, *house.watchers, *house.office)}
    for one in due:
        if one.owner_id in house.key_accounts:
            yield one, Placed("ageing.key_account")
        elif one.kind is Kind.OFFICE:
            yield one, _office(one, house)
        elif one.kind is Kind.CHIEFS:
            if one.owner_id not in {person.id for person in house.office}:
                yield one, _chiefs(one, house)
        elif one.owner_id is not None and one.owner_id not in above:
            yield one, _swap(one, house)


def step_after(kind: Kind, before: int) -> int:
    """The number that stands on the lead after this step."""
    return STEPS.index(kind) + 1 if kind in STEPS else before


def _least(people: Iterable[Person], owner_id: int | None = None) -> Person | None:
    found = min(people, key=lambda one: one.load, default=None)
    if found is not None and found.id != owner_id:
        found.load += 1
    return found


def _swap(one: Due, house: House) -> Placed:
    """The next group in turn where somebody has not had it; the own group comes last, or is the only one (A-08)."""
    at, count = house.group_of.get(one.owner_id or 0), len(house.groups)
    first = 0 if at is None else at + 1
    for turn in range(count):
        place = (first + turn) % count
        free = [person for person in house.groups[place].people if person.id not in one.had]
        found = _least(person for person in free if person.id != one.owner_id)
        if found is not None:
            code = "ageing.same_group" if place == at else "ageing.swap" if one.kind is Kind.SWAP else "ageing.stay"
            return Placed(code, found.id)
    return Placed("ageing.all_had_it" if any(group.people for group in house.groups) else "ageing.nobody")


def _chiefs(one: Due, house: House) -> Placed:
    stays = next((person for person in house.chiefs if person.id == one.owner_id), None)
    owner = stays or _least(house.chiefs)
    if owner is None:
        return Placed("ageing.nobody")
    watchers = [person for person in house.watchers if person.id != owner.id]
    return Placed("ageing.chiefs", owner.id, watchers[one.lead_id % len(watchers)].id if watchers else None)


def _office(one: Due, house: House) -> Placed:
    stays = next((person for person in house.office if person.id == one.owner_id), None)
    owner = stays or _least(house.office)
    return Placed("ageing.office", owner.id) if owner else Placed("ageing.nobody")
