"""The other side of the scales: python-calamine and COPY or executemany, with the rows that the import wrote."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from bench.houses import House
from crm.shared.db import Base, configure

WRITTEN = ("customers", "vehicles", "service_visits", "service_lines", "insurance_policies", "search_terms")


def bare(house: House, path: Path, before: Mapping[str, int], url: str) -> tuple[float, float, int]:
    """Seconds, and seconds of CPU, of a bare read of the file and a bare write of the import's rows, and their number.

    Into empty tables with the same columns and indexes, without looking at foreign keys; committed like the import.
    """
    written = {name: _rows(house.url, name, before[name]) for name in WRITTEN}
    engine = create_engine(url)
    configure(engine)
    Base.metadata.create_all(engine)
    raw: Any = engine.raw_connection()
    cursor = raw.cursor()
    if house.kind == "sqlite":
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("BEGIN")
    else:
        cursor.execute("SET session_replication_role = replica")
    begin, cpu = time.perf_counter(), time.process_time()
    _read(path)
    for name, (columns, rows) in written.items():
        _write(cursor, house.kind, name, columns, rows)
    cursor.execute("COMMIT")
    took = time.perf_counter() - begin, time.process_time() - cpu
    raw.close()
    engine.dispose()
    return *took, sum(len(rows) for _columns, rows in written.values())


def _read(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _write(cursor: Any, kind: str, name: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    listed = ", ".join(f'"{one}"' for one in columns)
    if kind == "postgresql":
        with cursor.copy(f'COPY "{name}" ({listed}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f'INSERT INTO "{name}" ({listed}) VALUES ({marks})', rows)


def last_id(url: str, name: str) -> int:
    """The last id before the import; of the search terms the customer's."""
    column = "customer_id" if name == "search_terms" else "id"
    engine = create_engine(url)
    with engine.connect() as connection:
        found = int(connection.exec_driver_sql(f'SELECT coalesce(max({column}), 0) FROM "{name}"').scalar() or 0)
    engine.dispose()
    return found


def _rows(url: str, name: str, after: int) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows as they lie in the table, in its own order."""
    column = "customer_id" if name == "search_terms" else "id"
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f'SELECT * FROM "{name}" WHERE {column} > {after} ORDER BY 1, 2')
        columns, rows = list(found.keys()), [tuple(_plain(value) for value in row) for row in found]
    engine.dispose()
    return columns, rows


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (dict, list)) else value
