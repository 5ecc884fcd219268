"""A photo from a tablet's camera: which kind it is by its first bytes, and without what the camera wrote into it."""

from __future__ import annotations

import base64

MOST_BYTES = 8 << 20
_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers of a JPEG that carry no length
_TOLD = frozenset({*range(0xE1, 0xF0), 0xFE})  # APP1…APP15 and comments: place, time, device, thumbnail


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
    kept, at = [content[:2]], 2
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


def inline(content: bytes, media: str) -> str:
    """A data: address, so that a picture is shown once and kept by no cache."""
    return f"data:{media};base64,{base64.b64encode(content).decode()}"
