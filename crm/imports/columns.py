"""Which heading of an export means which of our fields, and the guess that a person then corrects.

The headings themselves stand in crm.imports.headings, one module for each kind of file.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from crm.imports import headings as catalogue
from crm.imports.headings import Field
from crm.imports.headings.shared import BESIDE
from crm.imports.reading.traditional import SIMPLE
from crm.imports.rules import Kind

_MODULES = [
    importlib.import_module(f"{catalogue.__name__}.{one.name}") for one in pkgutil.iter_modules(catalogue.__path__)
]
_BY_KIND = {module.KIND: module for module in _MODULES if hasattr(module, "KIND")}
FIELDS: dict[Kind, tuple[Field, ...]] = {kind: _BY_KIND[kind].FIELDS for kind in Kind if kind in _BY_KIND}
BY_KEY = {field.key: field for fields in reversed(FIELDS.values()) for field in reversed(fields)}


@dataclass(frozen=True)
class Guess:
    """One column of the file: its heading, the field it goes to ("" = not imported) and how sure the guess is."""

    heading: str
    field: str
    how: str  # alias | later | unknown | twice | reason


def plain(heading: str) -> str:
    """A heading without what people decorate it with: width, case, spaces, stars, brackets; in simplified signs."""
    text = unicodedata.normalize("NFKC", heading).casefold().translate(SIMPLE)
    text = re.sub(r"[(\[【].*?[)\]】]", "", text)
    return re.sub(r"[\s*:_\-./·、,#★]+", "", text)


_FIELD_OF: dict[tuple[Kind, str], str] = {
    (kind, plain(name)): field.key
    for kind, fields in FIELDS.items() for field in reversed(fields) for name in field.names
}  # fmt: skip
_LATER = frozenset(plain(name) for module in _BY_KIND.values() for name in module.LATER.split())
KNOWN = frozenset(name for _kind, name in _FIELD_OF) | _LATER
_REASONS = frozenset(plain(name) for name in ("Why it was not taken", "不收原因"))


def is_known(heading: str) -> bool:
    return plain(heading) in KNOWN


def is_reason(heading: str) -> bool:
    """The last column of a workbook of refused rows, which comes back with the corrected rows."""
    return plain(heading) in _REASONS


def fields_for(kind: Kind) -> list[Field]:
    return list(FIELDS[kind])


def label_of(kind: Kind, key: str) -> str:
    """The English label of a kind's field, to be translated; the key itself when it is none."""
    found = {field.key: field.label for field in FIELDS[kind]}
    return found.get(key) or (BY_KEY[key].label if key in BY_KEY else BESIDE.get(key, key))


def guess(kind: Kind, headings: Sequence[str]) -> list[Guess]:
    """The mapping proposed for a file: an exact alias wins; a field is given once, the first column has it."""
    keys = {field.key for field in FIELDS[kind]}
    taken: set[str] = set()
    found: list[Guess] = []
    for heading in headings:
        name = plain(heading)
        field = _FIELD_OF.get((kind, name), "")
        if field and field not in taken:
            taken.add(field)
            found.append(Guess(heading, field, "alias"))
        elif field == "phone" and "phone2" in keys - taken:
            taken.add("phone2")
            found.append(Guess(heading, "phone2", "alias"))
        else:
            how = "twice" if field else "later" if name in _LATER else "unknown"
            found.append(Guess(heading, "", "reason" if is_reason(heading) else how))
    return found


def kind_of(headings: Sequence[str]) -> Kind | None:
    """Which kind of file the headings speak for, or None when they do not say: the one that knows most of them."""
    names = {plain(heading) for heading in headings}
    known = sorted(((sum((kind, name) in _FIELD_OF for name in names), kind) for kind in FIELDS), reverse=True)
    if len(known) > 1 and known[0][0] == known[1][0]:
        return None
    return known[0][1]
