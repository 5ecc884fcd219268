"""What an upload is, told by its bytes and never by its name; hostile files are refused before they are opened."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from dataclasses import dataclass

from crm.imports.rules import MOST_MEMBERS, MOST_RATIO
from crm.shared.reasons import Reason

MB = 1024 * 1024
LONGEST_ENTRY = 400  # bytes of one member in the list: its name and what programs add
_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, and every Office file with a password
_HTML = re.compile(
    rb"<(!--|!doctype|html|table|head|meta|body|style|div|script|frameset|\?xml)|mime-version:", re.IGNORECASE
)
WORKBOOK = re.compile(r"xl[/\\]workbook\d*\.xml", re.IGNORECASE)
_OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"\x1f\x8b": "gzip", b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x7fELF": "ELF",
    b"SQLite format 3": "SQLite", b"{\\rtf": "RTF", b"ID;P": "SYLK", b'{"': "JSON", b"[{": "JSON",
}  # fmt: skip


class Unreadable(Exception):
    """The file is refused as a whole, with the reason for the person who uploaded it."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.reason = Reason(code, facts)


@dataclass(frozen=True)
class Limits:
    """What a file may cost; read from the store's settings."""

    file_mb: int = 20
    unpacked_mb: int = 400
    rows: int = 200_000
    seconds: int = 120
    memory_mb: int = 512


def sniff(content: bytes, limits: Limits) -> str:
    """`xlsx` or `text`; raises Unreadable for everything else, without unpacking anything."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Unreadable("imports.empty_file")
    if len(content) > limits.file_mb * MB:
        raise Unreadable("imports.too_big", mb=-(-len(content) // MB), limit=limits.file_mb)
    if content.startswith(_OLE):
        _refuse_ole(content)
    if content.startswith(_ZIP):
        return _workbook(content, limits)
    head = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")  # without NULs UTF-16 is alike
    if _HTML.match(head):
        raise Unreadable("imports.html")
    for magic, name in _OTHERS.items():
        if content.startswith(magic) or head.startswith(magic):
            raise Unreadable("imports.not_a_table", what=name)
    if _binary(content):
        raise Unreadable("imports.not_a_table", what="?")
    return "text"


def _refuse_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable("imports.password")
    raise Unreadable("imports.xls")


def _workbook(content: bytes, limits: Limits) -> str:
    """Looks at the list of members only: their number, their sizes, whether they are locked."""
    _count(content)
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, IndexError):
        raise Unreadable("imports.broken") from None
    if len(members) > MOST_MEMBERS:
        raise Unreadable("imports.too_many_parts", members=len(members))
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_mb * MB or any(_bursts(member) for member in members):
        raise Unreadable("imports.bursts", mb=-(-unpacked // MB), limit=limits.unpacked_mb)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable("imports.password")
    names = {member.filename.replace("\\", "/").lower() for member in members}  # as careless programs name them
    if any(map(WORKBOOK.fullmatch, names)):
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Unreadable("imports.xlsb", what="xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise Unreadable("imports.xlsb", what="ods")
    raise Unreadable("imports.not_a_table", what="docx" if "word/document.xml" in names else "zip")


def _count(content: bytes) -> None:
    """The list's length as the archive's end states it, so that a list of a million members is not even read."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_600))
    if end < 0 or end + 22 > len(content):
        raise Unreadable("imports.broken")
    members, size = struct.unpack("<HI", content[end + 10 : end + 16])
    if content[end - 20 : end - 16] == b"PK\x06\x07" and content[end - 76 : end - 72] == b"PK\x06\x06":
        members, size = struct.unpack("<QQ", content[end - 44 : end - 28])
    if members > MOST_MEMBERS or size > MOST_MEMBERS * LONGEST_ENTRY:
        raise Unreadable("imports.too_many_parts", members=max(members, size // LONGEST_ENTRY))


def _bursts(member: zipfile.ZipInfo) -> bool:
    return member.file_size > 10 * MB and member.file_size > MOST_RATIO * max(1, member.compress_size)


def _binary(content: bytes) -> bool:
    """Control signs that no text table has; a few NULs and UTF-16 are text."""
    head = content[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    nuls = head.count(0)
    if nuls > len(head) // 20:
        return not (head[1::2].count(0) > len(head) // 5 or head[::2].count(0) > len(head) // 5)
    odd = sum(head.count(sign) for sign in range(32) if sign not in (0, 9, 10, 13, 11, 12, 26, 27, 31))
    return odd > max(2, len(head) // 100)
