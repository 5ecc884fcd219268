"""Files for the import tests: built here, so that each odd thing in them is visible in the test that needs it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

CUSTOMER_HEADINGS = ["客户名称", "手机号码", "车牌号", "车架号", "车型", "里程", "最近进店日期"]
VISIT_HEADINGS = ["工单号", "车牌号", "车架号", "手机号码", "客户名称", "进店日期", "里程", "项目", "金额", "付费类型"]


def workbook(
    rows: Iterable[Sequence[Any]],
    *,
    options: dict[str, Any] | None = None,
    sheet: str = "Sheet1",
    more: Callable[[Any, Any], None] | None = None,
) -> bytes:
    """An xlsx of the rows; days are written as real dates. `more(book, sheet)` adds what else the case needs."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, options or {})
    paper = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy/m/d"})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, (date, datetime)):
                paper.write_datetime(number, column, cell, day)
            elif isinstance(cell, str):
                paper.write_string(number, column, cell)
            elif cell is not None:
                paper.write(number, column, cell)
    if more:
        more(book, paper)
    book.close()
    return kept.getvalue()


def text(rows: Iterable[Sequence[str]], encoding: str = "utf-8", separator: str = ",", end: str = "\n") -> bytes:
    """A text table, nothing quoted."""
    return end.join(separator.join(row) for row in rows).encode(encoding)


def changed(content: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one member rewritten."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            body = old.read(member)
            new.writestr(member, edit(body) if member == name else body)
    return kept.getvalue()


def renamed(content: bytes, rename: Callable[[str], str]) -> bytes:
    """The same workbook with its members under other names."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(rename(member), old.read(member))
    return kept.getvalue()


def with_member(content: bytes, name: str, body: bytes) -> bytes:
    kept = io.BytesIO(content)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return kept.getvalue()


def lying_bomb(content: bytes) -> bytes:
    """A sheet that unpacks to 300 MB while the list of members says one kilobyte."""
    deflated = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = b'<?xml version="1.0"?><worksheet><sheetData>' + b"<row></row>" * 2_700_000
    packed = deflated.compress(body * 10) + deflated.flush()
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != "xl/worksheets/sheet1.xml":
                new.writestr(member, old.read(member))
        start = kept.tell()
        name = b"xl/worksheets/sheet1.xml"
        new.fp.write(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(packed), 1024, len(name), 0) + name)
        new.fp.write(packed)
        info = zipfile.ZipInfo(name.decode())
        info.header_offset, info.compress_size, info.file_size, info.compress_type, info.CRC = (
            start,
            len(packed),
            1024,
            8,
            0,
        )
        new.filelist.append(info)
        new.NameToInfo[info.filename] = info
        new.start_dir = new.fp.tell()
    return kept.getvalue()


def locked(content: bytes) -> bytes:
    """The workbook as a zip whose members say that they are encrypted."""
    out, at = bytearray(content), 0
    while (at := out.find(b"PK\x01\x02", at)) >= 0:
        out[at + 8] |= 1
        at += 4
    return bytes(out)


def damaged(content: bytes) -> bytes:
    """The workbook with some bytes of its sheet overwritten."""
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    return content[:at] + b"\xff" * 60 + content[at + 60 :]


def ole(with_password: bool = False) -> bytes:
    """The beginning of an old binary workbook, or of one with a password."""
    body = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    return body + ("EncryptedPackage" if with_password else "Workbook").encode("utf-16-le") + bytes(512)
