"""What a customer is found by, and what a typed line may mean (Decision 5).

Names and pinyin are prefixes in the clear; numbers are keyed blind indexes, whole and by their last signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crm.customers.rules.identifiers import PROVINCES, normalise_phone, normalise_plate, normalise_vin, plain
from crm.customers.rules.pinyin import bare_name, readings


class Wanted(NamedTuple):
    """One thing to look for: a blind index of `kind`, or (kind "name") the beginning of a name or its pinyin."""

    kind: str
    value: str


@dataclass(frozen=True)
class Known:
    """What a customer can be found by."""

    name: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    vins: tuple[str, ...] = ()


Blind = Callable[[str, str], str]


def search_terms_for(known: Known, blind: Blind) -> set[str]:
    """Every row of the search table for one customer; `blind(kind, value)` makes the keyed index.

    Names and pinyin stand as prefixes; numbers only as blind indexes behind "=", which no name contains.
    """
    terms = {"=" + blind(kind, value) for kind, value in _numbers(known)}
    name = bare_name(known.name)
    terms.update(name[start:] for start in range(min(len(name), 6)))
    for read in readings(known.name):
        for start in range(min(len(read), 4)):
            terms.add("".join(read[start:]))
        terms.add("".join(syllable[0] for syllable in read))
    return terms


def _numbers(known: Known) -> Iterable[Wanted]:
    for phone in known.phones:
        yield Wanted("phone", phone)
        yield Wanted("last4", phone[-4:])
    for plate in known.plates:
        yield Wanted("plate", plate)
        tail = plate[1:] if plate[0] in PROVINCES else plate
        yield Wanted("plate_tail", tail)  # without the province
        yield Wanted("plate_tail", tail[-5:])
    for vin in known.vins:
        yield Wanted("vin", vin)
        yield Wanted("vin6", vin[-6:])


def read_query(text: str) -> list[Wanted]:
    """What a typed line may mean; an empty list when it means nothing that can be looked for."""
    bare = re.sub(r"[\s\-·•.]", "", plain(text)).upper()
    if not bare:
        return []
    if phone := normalise_phone(text):
        return [Wanted("phone", phone)]
    if re.fullmatch(r"[0-9A-Z]+", bare) and any(sign.isdigit() for sign in bare):
        return _code_query(bare)
    if bare[0] in PROVINCES and any(sign.isdigit() for sign in bare):
        plate = normalise_plate(bare)
        return [Wanted("plate", plate)] if plate else []
    name = bare_name(text)
    return [Wanted("name", name)] if name and (len(name) > 1 or not name.isascii()) else []  # one letter is no word


def _code_query(bare: str) -> list[Wanted]:
    """Letters and digits: last four of a phone, a plate without its province, a VIN or its last six."""
    if len(bare) == 4 and bare.isdigit():
        return [Wanted("last4", bare)]
    if len(bare) == 17:
        return [Wanted("vin", normalise_vin(bare) or bare)]
    tail = (
        bare[:1] + bare[1:].replace("O", "0").replace("I", "1")
        if len(bare) > 5
        else bare.replace("O", "0").replace("I", "1")
    )
    if len(bare) == 6:
        return [Wanted("plate_tail", tail), Wanted("vin6", normalise_vin(bare) or bare)]
    if len(bare) in (5, 7):
        return [Wanted("plate_tail", tail)]
    return [Wanted("name", bare_name(bare))]
