"""A photo from a tablet's camera: which kind it is by its first bytes, and without what the camera wrote into it."""

from __future__ import annotations

import base64
from typing import Literal

MOST_BYTES = 8 << 20
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers of a JPEG that carry no length
_TOLD = frozenset({*range(0xE1, 0xF0), 0xFE})  # APP1…APP15 and comments: place, time, device, thumbnail
_ORIENTATION = 0x0112
# APP1 of 34 bytes: Exif, big-endian, one entry (orientation, a short), its value follows.
_UPRIGHT = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"


def media_of(content: bytes) -> str | None:
    """image/jpeg, image/png or image/webp by the content itself, whatever the file is called; None: no photo."""
    if content[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if content[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def bare(content: bytes, media: str) -> bytes:
    """The picture without where and with what it was taken; only a JPEG from a camera says so."""
    return _bare_jpeg(content) if media == "image/jpeg" else content


def _bare_jpeg(content: bytes) -> bytes:
    """Copy segment by segment up to the picture itself; a file that breaks off is kept as it is."""
    kept, at = [content[:2], _turned(content)], 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xDA:  # from here on it is the picture
            return b"".join((*kept, content[at:]))
        length = 2 if marker in _STANDALONE else 2 + int.from_bytes(content[at + 2 : at + 4])
        if length < 2:
            break
        if marker not in _TOLD:
            kept.append(content[at : at + length])
        at += length
    return content


def _turned(content: bytes) -> bytes:
    """Which side is up, as a segment of its own: the one thing of the camera's that a reader needs."""
    start = content.find(b"Exif\0\0", 0, 4096)
    body = content[start + 6 : start + 6 + 2048] if start > 0 else b""
    if body[:4] not in (b"II*\0", b"MM\0*"):
        return b""
    order: Literal["little", "big"] = "little" if body[:2] == b"II" else "big"
    first = int.from_bytes(body[4:8], order)
    for number in range(int.from_bytes(body[first : first + 2], order)):
        entry = body[first + 2 + 12 * number :][:12]
        side = int.from_bytes(entry[8:10], order)
        if int.from_bytes(entry[:2], order) == _ORIENTATION and 2 <= side <= 8:
            return _UPRIGHT + side.to_bytes(2) + b"\0\0\0\0\0\0"
    return b""


def inline(content: bytes, media: str) -> str:
    """A data: address, so that a picture is shown once and kept by no cache."""
    return f"data:{media};base64,{base64.b64encode(content).decode()}"
