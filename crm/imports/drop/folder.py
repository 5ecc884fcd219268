"""The folder itself. Nothing here follows a link: a file is opened below the folder or not at all.

A file is first moved into `taking` by one rename, then read, then moved on to `done` or `refused`; a machine that stops
in between finds it in `taking` and goes on, and a system that writes its next list meanwhile is not in the way.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
LONGEST = 150  # of a name that is kept; file systems take 255 bytes


class Unreachable(Exception):
    """The folder cannot be used; `code` is the reason for the person who has to look."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotAFile(Exception):
    """A link, a pipe or a folder where a file was to be: it is never opened."""


@dataclass(frozen=True)
class Found:
    """What lies in a folder under a name that is wanted. `raw` is the name as the file system has it."""

    raw: str
    name: str
    size: int
    mtime_ns: int
    plain: bool  # a file, not a link or anything else


def readable(raw: str) -> str:
    """A name as text: systems that send GBK names are read as such, control signs are left out."""
    sent = os.fsencode(raw)
    try:
        text = sent.decode("utf-8")
    except UnicodeDecodeError:
        text = sent.decode("gb18030", "replace")
    return "".join(sign for sign in text if sign.isprintable())[-LONGEST:] or "?"


@contextmanager
def opened(root: Path, *parts: str) -> Iterator[int]:
    """The folder below the root as an open descriptor, each step without following a link; raises Unreachable."""
    held: list[int] = []
    try:
        try:
            held.append(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
            for part in parts:
                held.append(os.open(part, FOLDER_FLAGS, dir_fd=held[-1]))
        except OSError as problem:
            raise Unreachable(_why(problem)) from None
        yield held[-1]
    finally:
        for one in reversed(held):
            os.close(one)


def _why(problem: OSError) -> str:
    if problem.errno == errno.ENOENT:
        return "imports.drop_missing"
    if problem.errno in (errno.ELOOP, errno.ENOTDIR):
        return "imports.drop_outside"
    if problem.errno in (errno.EROFS, errno.EXDEV):
        return "imports.drop_fixed"
    return "imports.drop_unreadable"


def listing(folder: int, most: int) -> list[Found]:
    """The entries that are no folders, the oldest first; at most so many."""
    try:
        with os.scandir(folder) as entries:
            found = [one for one in map(_found, entries) if one is not None]
    except OSError as problem:
        raise Unreachable(_why(problem)) from None
    return sorted(found, key=lambda one: (one.mtime_ns, one.name))[:most]


def _found(entry: os.DirEntry[str]) -> Found | None:
    try:
        seen = entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None  # taken away just now
    if stat.S_ISDIR(seen.st_mode):
        return None
    return Found(entry.name, readable(entry.name), seen.st_size, seen.st_mtime_ns, stat.S_ISREG(seen.st_mode))


def move(folder: int, into: int, raw: str, name: str) -> None:
    """Rename an entry from one folder to another; a link is moved as a link."""
    try:
        os.rename(raw, name, src_dir_fd=folder, dst_dir_fd=into)
    except FileNotFoundError:
        return  # it has been taken away meanwhile
    except OSError as problem:
        raise Unreachable("imports.drop_fixed" if problem.errno == errno.EACCES else _why(problem)) from None


@contextmanager
def below(folder: int, name: str) -> Iterator[int]:
    """A folder of our own in the watched one, made when it is missing."""
    try:
        with suppress(FileExistsError):
            os.mkdir(name, 0o750, dir_fd=folder)
        inner = os.open(name, FOLDER_FLAGS, dir_fd=folder)
    except OSError as problem:
        raise Unreachable("imports.drop_fixed" if problem.errno == errno.EACCES else _why(problem)) from None
    try:
        yield inner
    finally:
        os.close(inner)


def read(folder: int, raw: str, most: int) -> bytes:
    """A file's bytes, one more than `most` at the longest; NotAFile for anything that is none."""
    try:
        file = os.open(raw, FILE_FLAGS, dir_fd=folder)
    except OSError as problem:
        if problem.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            raise NotAFile from None
        raise Unreachable(_why(problem)) from None
    with os.fdopen(file, "rb") as content:
        if not stat.S_ISREG(os.fstat(content.fileno()).st_mode):
            raise NotAFile
        return content.read(most + 1)


def forget_before(folder: int, mtime_s: float) -> int:
    """Delete what was put away before an instant; how many."""
    gone = 0
    for one in listing(folder, 100_000):
        seen = os.stat(one.raw, dir_fd=folder, follow_symlinks=False)
        if seen.st_ctime < mtime_s:  # when it was moved here, not when the other system wrote it
            os.unlink(one.raw, dir_fd=folder)
            gone += 1
    return gone
