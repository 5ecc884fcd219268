"""One timeline from the rows of every feature: each adds one SELECT, all are one statement.

A feature registers its part in its queries.py:

    @timeline_part("visit", "reception/_entry.html")
    def _visits(customer):                       # `customer` is the bound id
        mine = Visit.customer_id == customer
        return entries(Visit, at=Visit.arrived_at, by=Visit.by_id, code=Visit.purpose).where(mine)

and shows an entry with that template, which sees it as `entry`: kind, at, ref, by, name, name_en, code, text, more,
also, number, counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from crm.shared.db import Instant, db
from crm.staff.models import Staff

Part = Callable[[Any], Select[Any]]
SHOWN = 30
_parts: dict[str, tuple[str, Part]] = {}
_built: dict[tuple[str, ...], Any] = {}
_TYPES: dict[str, Any] = {
    "ref": BigInteger, "by": BigInteger, "code": Text, "text": Text, "more": Text, "also": Text,
    "number": BigInteger, "counts": Boolean,
}  # fmt: skip


def timeline_part(kind: str, template: str) -> Callable[[Part], Part]:
    """Register a feature's part of the timeline and the template of one entry."""

    def register(part: Part) -> Part:
        _parts[kind] = (template, part)
        return part

    return register


def entries(model: Any, *, at: Any, **columns: Any) -> Select[Any]:
    """A SELECT with the timeline's columns from one table; what a part does not have is empty.

    Columns: ref (id of the row), by (staff id), code, text, more, also (text), number, counts (whether it did).
    """
    unknown = columns.keys() - _TYPES.keys()
    if unknown:
        raise TypeError(f"the timeline has no {sorted(unknown)}")
    shown = [
        (type_coerce(columns[name], kind) if name in columns else cast(null(), kind)).label(name)
        for name, kind in _TYPES.items()
    ]
    return select(at.label("at"), *shown).select_from(model)


def timeline(customer_id: int, *, before: datetime | None = None, kinds: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The newest entries of a customer, one more than is shown; `kinds` narrows them."""
    wanted = tuple(kind for kind in _parts if not kinds or kind in kinds)
    if not wanted:
        return []
    if wanted not in _built:
        _built[wanted] = _build(wanted)
    statement = _built[wanted]
    rows = db.session.execute(
        statement,
        {"customer": customer_id, "before": before or datetime.fromisoformat("9999-01-01T00:00:00+00:00")},
    )
    return [_shown(row) for row in rows]


def _build(kinds: Sequence[str]) -> Any:
    customer = bindparam("customer", type_=BigInteger)
    selects = []
    for kind in kinds:
        part = _parts[kind][1](customer)
        at = part.selected_columns["at"]
        newest = part.where(at < bindparam("before", type_=Instant)).order_by(at.desc()).limit(SHOWN + 1).subquery()
        selects.append(select(literal(kind).label("kind"), *newest.c))
    joined = union_all(*selects).subquery("entries")
    return (
        select(joined, Staff.name.label("name"), Staff.name_en.label("name_en"))
        .outerjoin(Staff, Staff.id == joined.c.by)
        .order_by(joined.c.at.desc(), joined.c.kind, joined.c.ref.desc())
        .limit(SHOWN + 1)
    )


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "template": _parts[row.kind][0]}
