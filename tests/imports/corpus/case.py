"""One file of the corpus: how it is built, and its outcome: the rows that are read, or the reason it is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

HEAD = ["客户名称", "手机号码", "车牌号"]
CARL = ["马先生", "13812345678", "粤B12345"]
VERA = ["李女士", "13912345678", "粤BD12345"]
PLAIN = [HEAD, CARL, VERA]
LOW = {"file_mb": 2, "unpacked_mb": 60}


@dataclass(frozen=True)
class Case:
    """`rows` are the first cells of the rows expected; `refused` the codes of which one is given instead."""

    name: str
    build: Callable[[], bytes]
    rows: Sequence[Sequence[Any]] = (CARL, VERA)
    refused: tuple[str, ...] = ()
    headings: Sequence[str] | None = None
    notes: frozenset[str] = frozenset()
    about: dict[str, Any] = field(default_factory=dict)
    choice: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, int] = field(default_factory=dict)


def read(name: str, content: bytes | Callable[[], bytes], **more: Any) -> Case:
    """A file that is read."""
    more["notes"] = frozenset(more.get("notes", ()))
    return Case(name, content if callable(content) else lambda: content, **more)


def refuse(name: str, content: bytes | Callable[[], bytes], *codes: str, **limits: int) -> Case:
    """A file that is refused, with one of these reasons."""
    return Case(name, content if callable(content) else lambda: content, refused=codes, limits=LOW | limits)
