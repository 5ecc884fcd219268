"""What people type, as signs that can be compared: half-width, without what only looks like nothing."""

from __future__ import annotations

import unicodedata

# What older Chinese systems put at places of their own, before Unicode had these characters (GB 18030-2000).
_OLD_PLACES = {
    0xE815: "⺁", 0xE816: "𠂇", 0xE817: "𠂉", 0xE818: "𠃌", 0xE81E: "龴", 0xE826: "龵", 0xE82B: "龶", 0xE82C: "龷",
    0xE831: "𡗗", 0xE832: "龸", 0xE83B: "𢦏", 0xE843: "龹", 0xE854: "龺", 0xE855: "𤇾", 0xE863: "䶮", 0xE864: "龻",
}  # fmt: skip


def mended(text: str) -> str:
    """Rare characters of older systems at their place in Unicode: a 䶮 from a bank's form is the 䶮 of a keyboard."""
    return text if text.isascii() else text.translate(_OLD_PLACES)


def plain(text: str) -> str:
    """Full-width to half-width, no sign that only looks like nothing, trimmed."""
    if text.isascii() and text.isprintable():
        return text.strip()
    signs = unicodedata.normalize("NFKC", mended(text))
    return "".join(sign for sign in signs if unicodedata.category(sign) not in ("Cf", "Cc")).strip()


REMARKS = "；"  # between two remarks: a sign that comes through every spreadsheet, as a line's end does not


def remarks(text: str) -> str:
    """Remarks as they are kept, whether they were typed on lines of their own or not."""
    return REMARKS.join(line.strip() for line in text.splitlines() if line.strip())


def joined_remarks(*given: str | None) -> str:
    """The remarks of several texts, each once."""
    return REMARKS.join(dict.fromkeys(one for text in given for one in (text or "").split(REMARKS) if one))
