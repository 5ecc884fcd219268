"""A record as the matcher sees it: every part read once, so that comparing two is only looking."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from crm.customers.rules import plain, split_title
from crm.duplicates.rules.chinese import slurred, sounds_like, spoken, take_apart
from crm.duplicates.rules.digits import Birth, birth_of, phones_of, plates_of, vins_of
from crm.duplicates.rules.strings import has_han, is_han, words_of

_FIRM = re.compile(r"(?:有限责任|股份有限|有限)?(?:公司|集团|商行|经营部|工作室)$|^(?:中国)")
_LATIN_FIRM = frozenset("ltd inc llc co corp company limited gmbh the of and".split())
_CHINESE_PART = re.compile(r"\d+(?:号楼|[号楼栋幢期室座层弄]|单元)?|[a-z]+\d*|[^\W\da-z_]+")
_CUT = re.compile(r"(?<=[省市区县镇乡村路街道巷])(?=\w)")
_SHORT = {
    "street": "st", "road": "rd", "avenue": "av", "ave": "av", "boulevard": "blvd", "blv": "blvd", "drive": "dr",
    "place": "pl", "court": "ct", "crescent": "cres", "circuit": "cct", "close": "cl", "lane": "ln", "north": "n",
    "south": "s", "east": "e", "west": "w", "highway": "hwy", "terrace": "tce", "parade": "pde", "square": "sq",
    "apartment": "apt", "suite": "ste", "saint": "st", "mount": "mt", "first": "1st", "second": "2nd", "third": "3rd",
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One customer as somebody filed them: raw text, nothing needs to be normalised before.

    `code` is a firm's credit code or a person's ID; `kind` is "person" or "company".
    """

    name: str = ""
    phones: tuple[str, ...] = ()
    plates: tuple[str, ...] = ()
    vins: tuple[str, ...] = ()
    birth: str = ""
    address: str = ""
    sex: str | None = None
    kind: str = "person"
    code: str = ""


class NameFace(NamedTuple):
    """A name read: a Chinese person's by surname and given name, any other by its words."""

    key: str
    han: bool
    surname: str = ""
    given: str = ""
    surname_sound: str = ""
    given_sound: str = ""
    words: tuple[str, ...] = ()
    glued: str = ""


@dataclass(slots=True)
class Face:
    """All parts of a record, comparable. `sex` also comes from 先生 and 女士, `hint` from the given name alone."""

    name: NameFace | None
    sex: str
    hint: str
    phones: tuple[str, ...]
    birth: Birth | None
    address: tuple[str, ...]
    plates: tuple[str, ...]
    vins: tuple[str, ...]
    code: str
    kind: str
    place: frozenset[str] = field(default=frozenset())


def face_of(record: Record) -> Face:
    """Read a record once."""
    name, sex = read_name(record.name, record.kind == "company")
    address = parts_of(record.address)
    return Face(
        name=name,
        sex=record.sex or sex,
        hint=sounds_like(name.given) if name and name.given else "",
        phones=tuple(dict.fromkeys(phone for cell in record.phones for phone in phones_of(cell))),
        birth=birth_of(record.birth) if record.birth else None,
        address=address,
        plates=tuple(dict.fromkeys(plate for cell in record.plates for plate in plates_of(cell))),
        vins=tuple(dict.fromkeys(vin for cell in record.vins for vin in vins_of(cell))),
        code=re.sub(r"\W", "", plain(record.code)).upper(),
        kind=record.kind,
        place=frozenset(address),
    )


def read_name(written: str, company: bool = False) -> tuple[NameFace | None, str]:
    """The name's face, and the sex that its title tells."""
    text = plain(written)
    if not text:
        return None, ""
    tight = re.sub(r"[\s·•.]", "", text)
    if is_han(tight) and len(tight) <= 6 and not company and not _FIRM.search(tight):
        surname, given, sex = take_apart(tight)
        if not surname:
            return None, sex
        return NameFace(surname + given, True, surname, given, slurred(surname), slurred(given)), sex
    if has_han(text):
        words = _chinese_words(_FIRM.sub("", tight).casefold()) or (tight,)
        return NameFace(" ".join(words), False, words=words, glued="".join(words)), ""
    bare, title = split_title(text)
    words = words_of(bare)
    words = tuple(word for word in words if word not in _LATIN_FIRM) or words
    face = NameFace(" ".join(words), False, words=words, glued="".join(words))
    return (face if face.words else None), title or ""


def _chinese_words(text: str) -> tuple[str, ...]:
    """A firm's name as pairs of neighbouring signs: there are no spaces to go by."""
    found: list[str] = []
    for run in re.findall(r"[a-z0-9]+|[^\W\da-z_]+", text):
        found += [run] if run.isascii() or len(run) < 2 else [run[i : i + 2] for i in range(len(run) - 1)]
    return tuple(dict.fromkeys(found))


def parts_of(address: str) -> tuple[str, ...]:
    """The parts of an address: 北区, 3期, 12栋; or 435, s, la, cienega, blvd."""
    text = plain(address).casefold()
    if not text:
        return ()
    if has_han(text):
        pieces = [piece for part in _CHINESE_PART.findall(text) for piece in _CUT.split(part)]
        return tuple(dict.fromkeys(piece for piece in pieces if piece))
    return tuple(dict.fromkeys(_SHORT.get(word, word) for word in words_of(text)))


def latin_reading(face: NameFace) -> tuple[str, ...]:
    """A Chinese name as it stands in a passport: zhang, wei."""
    return (spoken(face.surname).replace(" ", ""), spoken(face.given).replace(" ", ""))
