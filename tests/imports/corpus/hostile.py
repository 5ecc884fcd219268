"""Hostile files (C8, T13): bombs, crowds, slips, entities, lies, damage; none may cost more than its limits."""

from __future__ import annotations

import io
import struct
import zipfile

from tests.imports.corpus.case import PLAIN, Case, read, refuse
from tests.imports.corpus.workbooks import SHEET, edited
from tests.imports.files import changed, damaged, locked, with_member, workbook

LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
FILE = b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
HTTP = b'<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>'
FIRST = "马先生".encode()


def book() -> bytes:
    return workbook(PLAIN)


def crowded(members: int, *, stated: int | None = None) -> bytes:
    """Very many empty members; `stated` is what the end of the archive claims."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for number in range(members):
            archive.writestr(f"xl/{number}", b"")
    content = kept.getvalue()
    if stated is not None:
        end = content.rfind(b"PK\x05\x06")
        content = content[: end + 8] + struct.pack("<HH", stated, stated) + content[end + 12 :]
    return content


def with_entity(declared: bytes, used: bytes) -> bytes:
    """The list of texts with a document type of its own, its entity standing where a name stood."""

    def edit(xml: bytes) -> bytes:
        assert FIRST in xml
        return xml.replace(b"?>", b"?>" + declared, 1).replace(FIRST, used, 1)

    return changed(book(), "xl/sharedStrings.xml", edit)


def shared(count: bytes) -> bytes:
    """A list of shared signs that claims to be long."""
    body = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="%s"><si><t>x</t></si></sst>'
    return changed(book(), "xl/sharedStrings.xml", lambda _: body % count)


CASES: list[Case] = [
    refuse("a part that unpacks a thousandfold", lambda: with_member(book(), "xl/media/image1.png", bytes(60 * 1024 * 1024)), "imports.bursts"),
    refuse("many parts that unpack to too much", lambda: with_member(with_member(book(), "a", bytes(9 * 1024 * 1024)), "b", bytes(9 * 1024 * 1024)), "imports.bursts", unpacked_mb=10),
    refuse("3,000 members", lambda: crowded(3_000), "imports.too_many_parts"),
    refuse("20,000 members", lambda: crowded(20_000), "imports.too_many_parts", file_mb=20),
    refuse("20,000 members that claim to be five", lambda: crowded(20_000, stated=5), "imports.too_many_parts", file_mb=20),
    read("a member outside the folder", lambda: with_member(book(), "../../etc/evil", b"x")),
    read("a member with a rooted name", lambda: with_member(book(), "/etc/evil", b"x")),
    read("an entity in a part nobody reads", lambda: with_member(book(), "docProps/custom.xml", FILE + b"<x>&x;</x>")),
    refuse("an entity that names a file", lambda: with_entity(FILE, b"&x;"), "imports.broken"),
    refuse("an entity that names an address", lambda: with_entity(HTTP, b"&x;"), "imports.broken"),
    refuse("billion laughs in the sheet", lambda: with_entity(LAUGHS, b"&c;"), "imports.broken"),
    read("a document type that nothing uses", lambda: with_entity(LAUGHS, FIRST)),
    refuse("members that are locked", lambda: locked(book()), "imports.password"),
    refuse("cut off in the middle", lambda: book()[: len(book()) // 2], "imports.broken"),
    refuse("cut off before its end", lambda: book()[:-30], "imports.broken"),
    refuse("only the first bytes", b"PK\x03\x04", "imports.broken"),
    refuse("bytes of the sheet overwritten", lambda: damaged(book()), "imports.broken"),
    refuse("a sheet that is no XML", lambda: changed(book(), SHEET, lambda _: b"<<<<"), "imports.broken"),
    refuse("a sheet that is cut off", lambda: changed(book(), SHEET, lambda xml: xml[: len(xml) // 2]), "imports.broken", "imports.no_rows"),
    refuse("a cell of a column that no sheet has", edited(b'r="A2"', b'r="ZZZZZZZZ2"'), "imports.broken", "imports.out_of_bounds"),
    refuse("a cell of a row that no sheet has", edited(b'r="A2"', b'r="A99999999999"'), "imports.broken", "imports.out_of_bounds"),
    refuse("a shared text that is not there", edited(b"<v>3</v>", b"<v>4000000000</v>"), "imports.broken", "imports.no_rows"),
    refuse("a list of shared texts that claims four thousand millions", lambda: shared(b"4000000000"), "imports.broken", "imports.out_of_bounds"),
    refuse("tags within tags within tags", lambda: changed(book(), SHEET, lambda _: b"<worksheet><sheetData>" + b"<row>" * 500_000), "imports.broken", "imports.no_rows", "imports.out_of_bounds"),
    refuse("a phrase instead of a workbook part", lambda: changed(book(), "xl/workbook.xml", lambda _: b"\x00\xff hello"), "imports.broken", "imports.no_rows"),
]  # fmt: skip
