"""What a customer is found by, and what a typed line may mean (Decision 5).

Names and pinyin are prefixes in the clear; numbers are keyed blind indexes, whole and by their last signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from crm.customers.rules.companies import CODE_LENGTH, core_of, legal_form, normalise_code
from crm.customers.rules.identifiers import PROVINCES, normalise_plate, normalise_vin
from crm.customers.rules.phones import local_part, phones_in
from crm.customers.rules.pinyin import bare_name, name_parts, readings
from crm.customers.rules.profile import without_title
from crm.customers.rules.signs import plain

TERMS_VERSION = 2  # raise it when search_terms_for changes: a nightly job then rewrites the rows of older files
NAME_STARTS, READ_STARTS, FIRM_STARTS = 6, 4, 14  # from how many signs on a name may be begun to be typed


class Wanted(NamedTuple):
    """One thing to look for: a blind index of `kind`, or (kind "name") the beginning of a name or its pinyin."""

    kind: str
    value: str


@dataclass(frozen=True)
class Known:
    """What a customer can be found by. A firm: also its short name, its credit code and who stands for it."""

    name: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    vins: tuple[str, ...] = ()
    company: bool = False
    short_name: str = ""
    code: str = ""
    people: tuple[str, ...] = ()


Blind = Callable[[str, str], str]


def search_terms_for(known: Known, blind: Blind) -> set[str]:
    """Every row of the search table for one customer; `blind(kind, value)` makes the keyed index.

    Names and pinyin stand as prefixes; numbers only as blind indexes behind "=", which no name contains.
    """
    names = _firm(known.name) if known.company else _person(known.name)
    called = _firm(known.short_name) if known.short_name else ()
    terms = {"=" + blind(kind, value) for kind, value in _numbers(known)}
    terms.update(chain(names, called, *(_person(without_title(one)) for one in known.people)))
    if known.code:
        terms.update((known.code.lower(), known.code[8:].lower()))  # whole, and from the organisation's number on
    return {term for term in terms if len(term) > 1 or not term.isascii()}  # one letter is never looked for


def _person(name: str) -> Iterator[str]:
    """A person: from each sign of the name on, by its pinyin, its initials, and by each of several words."""
    bare = bare_name(name)
    yield from (bare[start:] for start in range(1 if bare.isascii() else min(len(bare), NAME_STARTS)))
    for read in readings(name):
        yield from ("".join(read[start:]) for start in range(min(len(read), READ_STARTS)))
        yield _initials(read)
        if len(read) > 2:
            yield read[0] + _initials(read[1:])  # zhangwm
    parts = name_parts(name)
    for place in range(len(parts) if len(parts) > 1 else 0):
        yield "".join(parts[place:])
        for read in readings(parts[place])[:1]:
            yield "".join(read)
            yield _initials(read)
    if len(parts) > 1:
        yield "".join(part[0] for part in parts)


def _firm(name: str) -> Iterator[str]:
    """A firm is called by any part of its name: 晨光, 运输, chenguang, cg; brackets and forms stand in between."""
    core = bare_name(core_of(name))
    for called in (bare_name(name), core):
        starts = min(max(1, len(called) - len(legal_form(called)) - 1), FIRM_STARTS)  # nobody looks for 有限公司
        yield from (called[start:] for start in range(starts))
        read = next(iter(readings(called)), ())
        for start in range(min(starts, len(read))):
            yield "".join(read[start:])
            yield _initials(read[start:])


def _initials(read: Iterable[str]) -> str:
    return "".join(syllable[0] for syllable in read)


def _numbers(known: Known) -> Iterable[Wanted]:
    for phone in known.phones:
        yield Wanted("phone", phone)
        yield Wanted("last4", phone[-4:])
        if local := local_part(phone):
            yield Wanted("local", local)
    for plate in known.plates:
        yield Wanted("plate", plate)
        tail = plate[1:] if plate[0] in PROVINCES else plate
        yield Wanted("plate_tail", tail)  # without the province
        yield Wanted("plate_tail", tail[-5:])
    for vin in known.vins:
        yield Wanted("vin", vin)
        yield Wanted("vin6", vin[-6:])


_SPECIAL = re.compile(r"[A-Z]?[0-9A-Z]{4,6}[学警港澳挂使领试超临]")


def read_query(text: str) -> list[Wanted]:
    """What a typed line may mean; an empty list when it means nothing that can be looked for."""
    bare = re.sub(r"[\s\-·•.]", "", plain(text)).upper()
    if not bare:
        return []
    if phones := phones_in(text):
        return [Wanted("phone", phone) for phone in phones]
    if re.fullmatch(r"[0-9A-Z]+", bare) and any(sign.isdigit() for sign in bare):
        return _code_query(bare)
    if any(sign.isdigit() for sign in bare):
        plate = normalise_plate(bare) if bare[0] in PROVINCES else None
        if plate:
            return [Wanted("plate", plate)]
        if _SPECIAL.fullmatch(bare):
            return [Wanted("plate_tail", _as_plate(bare))]
    name = bare_name(without_title(text))
    return [Wanted("name", name)] if name and (len(name) > 1 or not name.isascii()) else []  # one letter is no word


def _code_query(bare: str) -> list[Wanted]:
    """Letters and digits: last four of a phone, a plate without its province, a VIN, a credit code, or a beginning."""
    if len(bare) == 4 and bare.isdigit():
        return [Wanted("last4", bare)]
    if len(bare) == 17:
        return [Wanted("vin", normalise_vin(bare) or bare)]
    if len(bare) == CODE_LENGTH:
        return [Wanted("name", (normalise_code(bare) or bare).lower())]
    if len(bare) == 6:
        return [Wanted("plate_tail", _as_plate(bare)), Wanted("vin6", normalise_vin(bare) or bare)]
    if bare.isdigit() and len(bare) in (7, 8):
        return [Wanted("local", bare), Wanted("plate_tail", bare)]
    if len(bare) in (5, 7):
        return [Wanted("plate_tail", _as_plate(bare))]
    return [Wanted("name", bare_name(bare))]


def _as_plate(bare: str) -> str:
    """O and I are digits in a plate, except at its first letter."""
    first = 1 if len(bare) > 5 else 0
    return bare[:first] + bare[first:].replace("O", "0").replace("I", "1")
