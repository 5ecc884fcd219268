"""Rows judged group by group, and what became of them written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from crm.imports.kinds.spec import KindSpec
from crm.imports.models import ImportRow
from crm.imports.rules import RULE_VERSION
from crm.imports.scene import Change, Judged, Line
from crm.shared.pour import amend


def save_rows(import_id: int, values: Mapping[int, Mapping[str, Any]]) -> None:
    """Update many rows by their number; all name the same columns."""
    rows = [{"import_id": import_id, "row_no": number, **row} for number, row in sorted(values.items())]
    amend(ImportRow, rows, "import_id", "row_no")


def judge(spec: KindSpec, store_id: int, scene: Any, read: Mapping[int, Any]) -> dict[int, Judged]:
    """The answer for each row, in the file's order; rows of one group together."""
    answers: dict[int, Judged] = {}
    groups: dict[str, list[Line]] = {}
    for number, one in read.items():
        groups.setdefault(spec.group(store_id, one) or f"#{number}", []).append(Line(number, one))
    for lines in groups.values():
        answers |= spec.judge(scene, lines)
    return answers


def as_judged(record: Any, judged: Judged) -> dict[str, Any]:
    return {
        "judged_no": record.mapping_no, "verdict": judged.verdict, "reason_code": judged.reason.code,
        "rule_version": RULE_VERSION, "facts": dict(judged.reason.facts), "changes": shown(judged.changes),
    }  # fmt: skip


def shown(changes: Iterable[Change]) -> list[list[Any]] | None:
    """Changes as JSON: days as ISO text."""
    return [[name, *(v.isoformat() if isinstance(v, date) else v for v in pair)] for name, *pair in changes] or None
