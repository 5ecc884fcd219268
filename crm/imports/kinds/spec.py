"""What the import asks of a kind of file; stages, dry run, writing and undo know kinds by nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.imports.pen import Pen, Touched
from crm.imports.rows import Row
from crm.imports.rules import Kind
from crm.imports.scene import Judged, Line
from crm.shared.crypto import blind
from crm.shared.stamp import Stamp

Picture = Any  # whatever the kind draws for a batch


def _no_group(_store_id: int, _record: Any) -> str | None:
    return None


def _no_keys(_store_id: int, _record: Any) -> set[str]:
    return set()


def _settled(_touched: Touched, _pen: Pen) -> None:
    return None


def _no_words(_record: Mapping[str, Any]) -> list[str]:
    return []


@dataclass(frozen=True)
class KindSpec:
    """One kind of file: how a row is read, what it is known by, what it means and how it is written."""

    kind: Kind
    needed: tuple[frozenset[str], ...]  # of each set at least one column must be there
    record: type  # a frozen dataclass of text, numbers and days (their names end in _on)
    read: Callable[[Row, date], Any]  # raises RowRefused
    keys: Callable[[int, Any], set[str]]  # what the rows of one file know each other by, blind
    draw: Callable[[Stamp, Sequence[Any]], Picture]  # what is on file for these rows, in a few statements
    judge: Callable[[Picture, Sequence[Line]], dict[int, Judged]]  # the rows of one group; draws what it decides
    write: Callable[[Picture, Pen], None]  # what is new or different in the picture, set by set, by the pen only
    fills: tuple[type, ...]  # the tables it writes: the planner is told how big they have become
    group: Callable[[int, Any], str | None] = _no_group  # rows that are judged together share it
    makers: tuple[str, ...] = ()  # reasons of the rows above that later ones must know of; none: of all that were taken
    near: Callable[[int, Any], set[str]] = _no_keys  # more keys: whatever was taken above with one of them is drawn too
    settle: Callable[[Touched, Pen], None] = _settled  # derived things in step, after a batch was written or undone
    follows: tuple[str, ...] = ()  # jobs that are asked when an import of this kind, or its undo, has ended
    about: Callable[[Mapping[str, Any]], list[str]] = _no_words  # the words in the middle of a row of the dry run

    @property
    def grouped(self) -> bool:
        """Whether rows are judged together, wherever they stand in the file."""
        return self.group is not _no_group


def named(store_id: int, record: Any) -> set[str]:
    """The keys of a row by phone, VIN and plate."""
    return blinds(store_id, {(kind, getattr(record, kind)) for kind in ("phone", "vin", "plate")})


def blinds(store_id: int, pairs: Iterable[tuple[str, str]]) -> set[str]:
    return {blind(store_id, kind, value) for kind, value in pairs if value}
