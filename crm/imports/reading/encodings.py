"""Which encoding a text file has: told by its bytes, guessed where bytes allow two, and open to a person's choice."""

from __future__ import annotations

from collections.abc import Iterator

from crm.imports.columns import is_known
from crm.imports.reading.notes import Note
from crm.imports.reading.sniff import Unreadable

NAMES = {
    "utf-8": "UTF-8", "gb18030": "GB18030 (GBK)", "big5": "Big5",
    "utf-16-le": "UTF-16 LE", "utf-16-be": "UTF-16 BE",
}  # fmt: skip
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_CODEC = {"big5": "cp950"}  # the Big5 of Windows, which has the signs that the standard forgot
LOOKED_AT = 65_536
ODD = "\ufffd"


def decode(content: bytes, chosen: str = "") -> tuple[str, str, list[Note]]:
    """The text, the encoding's name, and what was noticed. What no encoding reads whole has U+FFFD in its place."""
    bom, name = next(((bom, name) for bom, name in _BOMS if content.startswith(bom)), (b"", ""))
    wide = name.startswith("utf-16") or (not name and _without_bom(content))
    if chosen:
        name = chosen
    elif wide:
        name = name or _without_bom(content)
    content = content[len(bom) :]
    if not name.startswith(("utf-16", "utf-32")):
        content = content.replace(b"\x00", b"").removesuffix(b"\x1a")  # NULs, and the end mark of old DOS files
    if not name:
        name = guess(content)
        if name == "mixed":
            return _line_by_line(content)
    text = content.decode(_CODEC.get(name, name), "replace").replace("\x00", "").removeprefix("\ufeff")
    odd = text.count(ODD)
    if chosen and odd > max(20, len(text) // 4):
        raise Unreadable("imports.wrong_encoding", encoding=NAMES.get(chosen, chosen))
    return text, name, [("imports.note_odd_signs", {"n": odd})] if odd else []


def offered(content: bytes, found: str) -> list[str]:
    """The encodings a person may choose: the one found, then the others that fit the first lines at all."""
    others = ["utf-8", "gb18030", "big5"]
    if found.startswith("utf-16") or not (len(content) % 2 or content[:3] == b"\xef\xbb\xbf"):
        others += ["utf-16-le", "utf-16-be"]
    head = content[:LOOKED_AT]
    fit = {name: head.decode(_CODEC.get(name, name), "replace").count(ODD) <= len(head) // 50 for name in others}
    plain = [name for name in others if fit[name] and not name.startswith("utf-16")]
    return list(dict.fromkeys([found, *plain, *(name for name in others if found.startswith("utf-16"))]))


def _without_bom(content: bytes) -> str:
    """UTF-16 shows by the NULs of its commas and digits, all on one side; NULs at the end are only padding."""
    head = content[:LOOKED_AT].rstrip(b"\x00")
    if head[1::2].count(0) > len(head) // 5:
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > len(head) // 5 else ""


def guess(content: bytes) -> str:
    """UTF-8 when it is, or nearly; else the one of GB18030 and Big5 that makes more sense; "mixed" by lines."""
    text = content.decode("utf-8", "replace")
    bad = text.count(ODD)
    if not bad:
        return "utf-8"
    good = sum(sign >= "\u0800" for sign in text) - bad  # two bytes of GB18030 are often two bytes of UTF-8 by chance
    if good * 3 > bad:
        return "mixed" if _is_mixed(content) else "utf-8"
    return max(("gb18030", "big5"), key=lambda name: _sense(content[:LOOKED_AT], name))


def _is_mixed(content: bytes) -> bool:
    """Whole lines in GB18030 between lines in UTF-8, as when one export was pasted below another."""
    odd = [line for line in content.splitlines() if not _fits(line, "utf-8")]
    return all(_fits(line, "gb18030") and _common(line)[0] > 0.7 for line in odd)


def _fits(line: bytes, name: str) -> bool:
    try:
        line.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _line_by_line(content: bytes) -> tuple[str, str, list[Note]]:
    lines, other = [], 0
    for line in content.splitlines():
        fits = _fits(line, "utf-8")
        other += not fits
        lines.append(line.decode("utf-8" if fits else "gb18030", "replace"))
    return "\n".join(lines), "utf-8", [("imports.note_mixed", {"n": other})]


def _sense(head: bytes, name: str) -> tuple[float, ...]:
    """How much sense the bytes make: few signs that are none, known headings, signs of everyday use."""
    text = head.decode(_CODEC.get(name, name), "replace")
    known = sum(is_known(cell) for line in text.splitlines()[:30] for cell in _cut(line))
    odd = text[:-2].count(ODD)
    everyday = _common(head)[name == "big5"]
    return (-(odd > max(2, len(text) // 50)), known, everyday - 0.1 * (name == "big5"), -odd)


def _cut(line: str) -> list[str]:
    for sign in "\t;|，":
        line = line.replace(sign, ",")
    return [cell.strip(' "') for cell in line.split(",")[:60]]


def _common(content: bytes) -> tuple[float, float]:
    """The share of everyday signs when read as GB and as Big5: both standards put those in front."""
    pairs = list(_pairs(content))
    if not pairs:
        return 0.0, 0.0
    gb = sum(0xB0 <= lead <= 0xD7 and trail >= 0xA1 for lead, trail in pairs)
    big5 = sum(0xA4 <= lead <= 0xC6 for lead, _trail in pairs)
    return gb / len(pairs), big5 / len(pairs)


def _pairs(content: bytes) -> Iterator[tuple[int, int]]:
    """The two-byte signs, without the punctuation that both standards keep in the same place."""
    signs = iter(content)
    for lead in signs:
        if lead < 0x81:
            continue
        trail = next(signs, 0)
        if not 0xA1 <= lead <= 0xA3:
            yield lead, trail
