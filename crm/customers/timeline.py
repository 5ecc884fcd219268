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
SHOWN = 20
CUSTOMER = bindparam("customer", type_=BigInteger)
NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
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
        _built[wanted] = _newest(wanted)
    rows = db.session.execute(_built[wanted], {"customer": customer_id, "before": before or NEVER})
    return [_shown(row) for row in rows]


def cut(found: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], datetime | None]:
    """The entries of one page, and the moment before which the next ones lie (None: there are no more).

    What happened at one moment, such as a call and its grade, stays together, so that nothing falls between pages.
    """
    if len(found) <= SHOWN:
        return found, None
    page = [entry for entry in found[:SHOWN] if entry["at"] > found[SHOWN]["at"]] or found[:SHOWN]
    return page, page[-1]["at"]


def story_of(customer_id: int, beside: Any, name: str = "story") -> tuple[list[dict[str, Any]], list[Row[Any]]]:
    """The timeline and another statement of the same columns as one; its rows come back apart."""
    wanted = tuple(_parts)
    if not wanted:
        return [], list(db.session.execute(beside, {"customer": customer_id}))
    if (name, *wanted) not in _built:
        both = (_newest(wanted).subquery("happened"), beside.subquery("beside"))
        _built[name, *wanted] = union_all(*(select(*one.c) for one in both))
    rows = db.session.execute(_built[name, *wanted], {"customer": customer_id, "before": NEVER}).all()
    happened = sorted((row for row in rows if row.kind in _parts), key=lambda row: row.at, reverse=True)
    return [_shown(row) for row in happened], [row for row in rows if row.kind not in _parts]


def _newest(kinds: Sequence[str]) -> Any:
    selects = []
    for kind in kinds:
        part = _parts[kind][1](CUSTOMER)
        at = part.selected_columns["at"]
        newest = part.where(at < bindparam("before", type_=Instant)).order_by(at.desc()).limit(SHOWN + 1).subquery()
        selects.append(select(literal(kind).label("kind"), *newest.c))
    joined = union_all(*selects).subquery("entries")
    ordered = (joined.c.at.desc(), joined.c.kind, joined.c.ref.desc())
    return with_names(joined).order_by(*ordered).limit(SHOWN + 1)


def with_names(rows: Any) -> Any:
    """Entries with the names of who signed them."""
    named = select(rows, Staff.name.label("name"), Staff.name_en.label("name_en"))
    return named.outerjoin(Staff, Staff.id == rows.c.by)


def _shown(row: Row[Any]) -> dict[str, Any]:
    return {**row._mapping, "template": _parts[row.kind][0]}
