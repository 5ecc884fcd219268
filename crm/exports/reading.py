"""Reading a sheet's rows: how many there are, then one after the other, without keeping anybody from writing.

A Select is read on a connection of its own as one picture of one moment, so that a list that changes meanwhile is
neither torn nor doubled. Rows from a list's own pages are gone through twice, to count and to write.
"""

from __future__ import annotations

import itertools
from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import Select, func, select, text

from crm.exports.rules import MOST_ROWS
from crm.shared import settings
from crm.shared.db import db, reading
from crm.shared.sheets import Sheet
from crm.shared.stamp import Stamp

AT_ONCE = 500  # rows from the database at a time


def count(wanted: Sheet, mine: Stamp, filters: Mapping[str, str]) -> int:
    """How long the list is, looked at without keeping anybody from writing."""
    most = settings.of(mine.store_id)[MOST_ROWS] + 1
    with reading():
        source = wanted.rows(mine, filters)
        if isinstance(source, Select):
            whole = source.order_by(None).limit(most).subquery()
            rows = int(db.session.scalar(select(func.count()).select_from(whole)) or 0)
        else:
            rows = sum(1 for _row in itertools.islice(source, most))
        _let_go()
    return rows


def _let_go() -> None:
    """End the reading; what was read stays as it is."""
    db.session.expunge_all()
    db.session.rollback()


def parts(wanted: Sheet, mine: Stamp, filters: Mapping[str, str]) -> Generator[list[Any], None, None]:
    """The rows, some hundred at a time; a Select is one picture of the database."""
    with reading():
        source = wanted.rows(mine, filters)
        _let_go()
    if isinstance(source, Select):
        yield from _streamed(source)
        return
    rows = iter(source)
    while True:
        with reading():
            part = list(itertools.islice(rows, AT_ONCE))
            _let_go()
        if not part:
            return
        yield part


def _streamed(source: Select[Any]) -> Generator[list[Any], None, None]:
    with db.engine.connect() as connection:
        with reading():
            if connection.dialect.name == "postgresql":
                for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                    connection.execute(text(f"SET LOCAL {limit} = '20min'"))
            found = connection.execute(source, execution_options={"stream_results": True, "yield_per": AT_ONCE})
        try:
            for part in found.partitions(AT_ONCE):
                yield list(part)
        finally:
            found.close()
