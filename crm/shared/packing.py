"""Pages go over the wire packed (Decision 27): a day's list of 66 kB becomes 9.

Level 3: a twentieth of a millisecond a page. The random length of a name in the gzip header hides what a page's
size would tell about a secret in it (the remedy that Django uses against BREACH).
"""

from __future__ import annotations

import secrets
import struct
import zlib

from flask import Flask, Response, request

LEVEL = 3
LEAST = 900  # below this a packet is a packet
MOST_PADDING = 100
_HEAD = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"  # deflate, with a name, no time


def init_app(app: Flask) -> None:
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Pack a page for who can unpack it; parts, pages and JSON, never files and streams."""
    response.vary.add("Accept-Encoding")
    if not _worth_it(response) or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.set_data(gzipped(response.get_data()))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _worth_it(response: Response) -> bool:
    if response.direct_passthrough or response.is_streamed or "Content-Encoding" in response.headers:
        return False
    kind = response.mimetype or ""
    words = kind.startswith("text/") or kind == "application/json"
    return words and (response.content_length or 0) >= LEAST


def gzipped(body: bytes) -> bytes:
    """The body as gzip, with a name of random length that means nothing."""
    squeeze = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    padding = b"a" * secrets.randbelow(MOST_PADDING)
    tail = struct.pack("<LL", zlib.crc32(body), len(body) & 0xFFFFFFFF)
    return b"".join((_HEAD, padding, b"\0", squeeze.compress(body), squeeze.flush(), tail))
