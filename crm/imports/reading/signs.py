"""The signs of one cell: text with width, spaces and invisible signs put right; names with their rare signs kept."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from crm.customers.rules.signs import mended
from crm.imports.reading.repairs import Tell, silent

_BLANKS = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "//", "\\", ".", "无", "空", "暂无", "未知", "不详", "没有", "null", "none",
     "(null)", "n/a", "nan", "undefined"}
)  # fmt: skip
_ERRORS = frozenset(
    {"#n/a", "#value!", "#ref!", "#name?", "#div/0!", "#null!", "#num!", "#getting_data", "#spill!", "#calc!"}
)
# What looks like nothing: control signs, marks of direction, joiners that join no two pictures.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    "|(?<![\U0001f000-\U0001faff\ufe0f\u2600-\u27bf\U0001f3fb-\U0001f3ff\u0600-\u06ff])[\u200c\u200d]"
)
_OLD_PLACE = re.compile("[\ue000-\uf8ff]")
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")
_WIDE_TO_HALF = {sign: sign - 0xFEE0 for one in ("０９", "Ａｚ") for sign in range(ord(one[0]), ord(one[1]) + 1)}
_NAME_DOT = re.compile("(?<=[㐀-鿿])[•‧・．.∙⋅●˙᛫](?=[㐀-鿿])")
_ESCAPED = re.compile("_x(00[01][0-9A-F])_")  # how workbooks write control signs


class Problem(Exception):
    """The cell cannot be taken: a reason code and its facts; the column's name is added by who reads the row."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def text(cell: Any, most: int = 200, tell: Tell = silent) -> str:
    """Half-width, single-spaced text; "" for every way of writing that there is nothing."""
    return _bounded(
        unicodedata.normalize("NFKC", seen) if not (seen := _seen(cell, tell)).isascii() else seen, most, tell
    )


def note(cell: Any, most: int = 2_000, tell: Tell = silent) -> str:
    """A remark as it was written: its commas and brackets stay as wide as they are."""
    return _bounded(_seen(cell, lambda code: None if code == "full_width" else tell(code)), most, tell)


def name(cell: Any, tell: Tell = silent) -> str:
    """A name as it is written: only spaces, width of letters and the dot within are put right; rare signs stay."""
    plain = _seen(cell, tell)
    if not plain.isascii():
        if "\ufffd" in plain:
            raise Problem("imports.unreadable_cell")
        half = unicodedata.normalize("NFC", plain.translate(_WIDE_TO_HALF))
        plain = _NAME_DOT.sub("·", half)
        if plain != half:
            tell("name_dot")
    return _bounded(plain, 60, tell)


def _seen(cell: Any, tell: Tell) -> str:
    """The cell as text, single-spaced, without signs that only look like nothing."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return format(Decimal(repr(cell)).normalize(), "f")
    plain = str(cell)
    if plain.isascii() and plain.isprintable() and "_x" not in plain:
        return " ".join(plain.split())
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), plain)
    bare = _INVISIBLE.sub("", plain)
    if bare != plain:
        tell("invisible")
    if _OLD_PLACE.search(bare):
        plain, bare = bare, mended(bare)
        if bare != plain:
            tell("rare_sign")
    if _WIDE.search(bare):
        tell("full_width")
    return " ".join(bare.split())


def _bounded(plain: str, most: int, tell: Tell) -> str:
    """ "" for what says nothing; a Problem for what nobody can read, or for too much."""
    if not plain.isascii() or "  " in plain:
        plain = " ".join(plain.split())  # wide signs may have become spaces
    if "\ufffd" in plain:
        raise Problem("imports.unreadable_cell")
    folded = plain.casefold() if len(plain) < 16 else ""
    if folded in _BLANKS and len(plain) < 16:
        return ""
    if folded in _ERRORS:
        tell("error_value")
        return ""
    if len(plain) > most:
        raise Problem("imports.too_long", signs=len(plain), limit=most)
    return plain
