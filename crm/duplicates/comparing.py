"""Two files side by side, field by field: what each says, which one is offered, and what the one record will say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.customers.naming import called
from crm.customers.rules import CONSENTS, FIELDS, TAGS, mask_phone, mask_plate
from crm.duplicates.queries.known import Known, known
from crm.duplicates.queries.pointing import held_by
from crm.duplicates.queries.sides import care_of, files, keep_and_gone
from crm.duplicates.rules import merging as rules
from crm.duplicates.wording import counted
from crm.shared.stamp import Person
from crm.shared.words import _, language
from crm.staff.rules import Right

ANSWERS: dict[bool | None, str] = {True: "agrees", False: "no", None: "unasked"}


@dataclass(frozen=True)
class Choice:
    """One field on which the files differ; `chosen` is offered first."""

    name: str
    label: str
    keep: str
    gone: str
    chosen: str
    grades: tuple[str | None, str | None] = (None, None)

    @property
    def value(self) -> str:
        return self.gone if self.chosen == rules.GONE else self.keep


@dataclass
class Comparison:
    """Everything the page of a pair shows."""

    keep: Any
    gone: Any
    choices: list[Choice]
    sames: list[tuple[str, str]]
    consents: list[tuple[str, str, str, str]]  # label, both answers, what stays
    cars: list[tuple[str, str]]
    held: tuple[list[str], list[str]]
    owner_side: str
    owners_differ: bool
    may_choose_owner: bool
    asked: dict[str, str] = field(default_factory=dict)

    def choice(self, name: str) -> Choice | None:
        return next((one for one in self.choices if one.name == name), None)

    @property
    def owner(self) -> str:
        row = self.gone if self.owner_side == rules.GONE else self.keep
        return named_owner(row)

    @property
    def loser(self) -> str:
        row = self.keep if self.owner_side == rules.GONE else self.gone
        return named_owner(row)

    @property
    def doubled_leads(self) -> bool:
        return bool(self.keep.lead_id and self.gone.lead_id)


def named_owner(row: Any) -> str:
    if not row.owner:
        return ""
    name = row.owner_en if language() == "en" and row.owner_en else row.owner
    return f"{name} ({row.team})" if row.team else str(name)


def compare_files(person: Person, a_id: int, b_id: int, asked: Mapping[str, str]) -> Comparison | None:
    """Both files as they are now, or None when one of them is no longer there. Three statements."""
    rows = files(person.store_id, (a_id, b_id))
    if len(rows) < 2 or any(row.archived_at for row in rows.values()):
        return None
    keep, gone = keep_and_gone(rows)
    sides = known((keep.id, gone.id), personal=person.can(Right.FAMILY_NOTES))
    held = held_by((keep.id, gone.id))
    cares = care_of(keep), care_of(gone)
    first = rules.first_owner(*cares)
    differ, may = rules.owners_differ(*cares), person.can(Right.ASSIGN)
    side = asked.get("owner", first) if differ and may else first
    mine, theirs = sides[keep.id], sides[gone.id]
    return Comparison(
        keep=keep, gone=gone, choices=_choices(keep, gone, mine, theirs, asked, side if differ and may else None),
        sames=_sames(keep, gone, mine, theirs, None if differ and may else side), consents=_consents(mine, theirs),
        cars=[(mask_plate(plate), energy) for plate, energy in dict.fromkeys(mine.cars + theirs.cars)],
        held=(counted(held[keep.id]), counted(held[gone.id])), owner_side=side, owners_differ=differ,
        may_choose_owner=may, asked=dict(asked),
    )  # fmt: skip


def _choices(
    keep: Any, gone: Any, mine: Known, theirs: Known, asked: Mapping[str, str], owner_side: str | None
) -> list[Choice]:
    found: list[Choice] = []

    def offer(name: str, label: str, one: str, other: str, first: str, **more: Any) -> None:
        if one and other and one != other:
            found.append(Choice(name, label, one, other, asked.get(name, first), **more))

    offer("name", _("Name"), called(keep), called(gone), rules.fuller_name(keep.name, gone.name))
    if keep.phone != gone.phone:
        offer("phone", _("First phone"), *_numbers(keep.phone, gone.phone), rules.KEEP)
    if owner_side:
        grades = (keep.grade if keep.lead_id else None, gone.grade if gone.lead_id else None)
        offer("owner", _("Looked after by"), named_owner(keep), named_owner(gone), owner_side, grades=grades)
    for name, shape in FIELDS.items():
        if name in mine.facts and name in theirs.facts:
            said = [_readable(name, one.facts[name][1]) for one in (mine, theirs)]
            newest = rules.newest(mine.facts, theirs.facts, name)
            offer(f"fact-{name}", _(shape.label), said[0], said[1], newest)
    return found


def _numbers(one: str | None, other: str | None) -> tuple[str, str]:
    """Both masked; where the masks hide the very digit in which they differ, they say which file they are from."""
    masks = mask_phone(one), mask_phone(other)
    if masks[0] != masks[1]:
        return masks
    return _("%(number)s, older file", number=masks[0]), _("%(number)s, newer file", number=masks[1])


def _readable(name: str, value: str) -> str:
    choices = FIELDS[name].choices
    return _(choices[value]) if choices and value in choices else value


def _sames(keep: Any, gone: Any, mine: Known, theirs: Known, owner_side: str | None) -> list[tuple[str, str]]:
    """What needs no choice: said by one file only, or by both alike."""
    lines: list[tuple[str, str]] = []
    if called(keep) == called(gone) or not (keep.name and gone.name):
        lines.append((_("Name"), called(keep if keep.name else gone)))
    if keep.phone == gone.phone or not (keep.phone and gone.phone):
        both = keep.phone is not None and keep.phone == gone.phone
        number = mask_phone(keep.phone or gone.phone) or _("No phone")
        lines.append((_("Phone"), _("%(number)s, the same in both", number=number) if both else number))
    if owner_side:
        row = gone if owner_side == rules.GONE else keep
        lines.append((_("Looked after by"), named_owner(row) or _("Nobody yet")))
    for name, shape in FIELDS.items():
        said = {_readable(name, one.facts[name][1]) for one in (mine, theirs) if name in one.facts}
        if len(said) == 1:
            lines.append((_(shape.label), said.pop()))
    if tags := dict.fromkeys(mine.tags + theirs.tags):
        lines.append((_("Tags"), _(", ").join(_(TAGS[tag]) if tag in TAGS else tag for tag in tags)))
    return lines


def _consents(mine: Known, theirs: Known) -> list[tuple[str, str, str, str]]:
    """Where the files answered differently: what each says, and what stays (the stricter one)."""
    lines = []
    for code in dict.fromkeys([*mine.consents, *theirs.consents]):
        one, other = mine.consents.get(code), theirs.consents.get(code)
        if one is not other:
            label = _(CONSENTS[code].label) if code in CONSENTS else code
            lines.append((label, ANSWERS[one], ANSWERS[other], ANSWERS[rules.stricter(one, other)]))
    return lines
