"""A file's rows, read in a process of its own with limits of memory and time: a hostile file can only end that one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from crm.imports.reading.encodings import NAMES
from crm.imports.reading.sheaf import BLOCK, unbound
from crm.imports.reading.sniff import Limits, Unreadable, sniff

ROOT = Path(__file__).resolve().parents[3]
Row = list[Any]  # [number in the file, cells]


@dataclass(frozen=True)
class Table:
    """What was found: the headings, and the rows as [number in the file, cells], read as they come."""

    headings: list[str]
    total: int
    rows: Iterator[Row]
    about: dict[str, Any]  # kept with the import and shown beside the mapping

    @property
    def era(self) -> int:
        return int(self.about["era"])


@contextmanager
def reading(
    content: bytes, limits: Limits, *, encoding: str = "", sheet: str = "", heading_row: int = 0
) -> Iterator[Table]:
    """Open a file; raises Unreadable, here or while the rows are read. The child is gone when the block ends.

    `encoding`, `sheet` and `heading_row` (from 1; -1 for none) are a person's choices instead of the guess.
    """
    sniff(content, limits)
    bounds = (limits.file_mb, limits.unpacked_mb, limits.rows, limits.seconds, limits.memory_mb)
    chosen = (encoding if encoding in NAMES else "", sheet.replace("\x00", ""), heading_row)
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _START, str(ROOT), *map(str, bounds + chosen)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONIOENCODING": "utf-8", "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
    )
    late = threading.Event()
    watch = threading.Timer(limits.seconds, _stop, (child, late))
    feed = threading.Thread(target=_feed, args=(child, content), daemon=True)
    try:
        watch.start()
        feed.start()
        lines = _lines(child, limits, late)
        about = next(lines)
        watch.cancel()  # the file is read; how fast its rows are taken is not the child's fault
        total, columns = about.pop("rows"), about.pop("columns")
        rows = chain.from_iterable(unbound(line, columns) for line in lines)
        yield Table(about["headings"], total, rows, about)
    finally:
        watch.cancel()
        child.kill()
        feed.join()
        child.wait()
        for pipe in (child.stdout, child.stdin):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]


# -I keeps the environment and the working folder out of the child; only our own folder is put on its path.
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from crm.imports.reading.child import main; sys.exit(main())"


def _feed(child: subprocess.Popen[bytes], content: bytes) -> None:
    with suppress(OSError):
        child.stdin.write(content)  # type: ignore[union-attr]
        child.stdin.close()  # type: ignore[union-attr]


def _stop(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _lines(child: subprocess.Popen[bytes], limits: Limits, late: threading.Event) -> Iterator[Any]:
    """The child's lines; a child that dies early is the file's fault, and which limit it met says the reason."""
    blocks = -1
    for line in child.stdout:  # type: ignore[union-attr]
        if not line.endswith(b"\n"):
            break
        if line.startswith(b"{"):
            about = json.loads(line)
            if "refused" in about:
                raise Unreadable(about["refused"], **about["facts"])
            blocks = -(-about["rows"] // BLOCK)
            yield about
        else:
            blocks -= 1
            yield line
    if blocks == 0:
        return
    if late.is_set() or child.wait() == -24:  # SIGXCPU
        raise Unreadable("imports.too_slow", limit=limits.seconds)
    raise Unreadable("imports.out_of_bounds" if child.returncode < 0 else "imports.broken", limit=limits.memory_mb)
