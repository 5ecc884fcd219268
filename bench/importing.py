"""An import of 100,000 customers by 12 columns: preview, dry run with the writing, the worker's memory, what the desk
notices meanwhile, the second run, the undo; beside a bare read and a bare write of the same rows.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from bench import houses
from bench.figures import Figure, figure
from bench.houses import House
from bench.import_bare import WRITTEN, bare, last_id
from bench.import_beside import Desk, percentile
from bench.import_files import workbook
from bench.processes import ROOT, serving
from crm.imports import actions
from crm.imports.models import Import
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff import queries

SEED = 20_260_319
IDLE_SECONDS = 12
Took = dict[str, Any]


def import_figures(
    kind: str, size: int, folder: Path, urls: dict[str, str], names: tuple[str, str]
) -> Iterator[Figure]:
    """Everything for one database; `names` are two databases of its own."""
    admin, redis = urls["TEST_DATABASE_URL"], urls["TEST_REDIS_URL"]
    house = houses.build(kind, houses.make_database(kind, names[0], folder, admin), 1_000, redis)
    path = workbook(folder / f"customers-{size}.xlsx", size, SEED, clock.now().date())
    before = {name: last_id(house.url, name) for name in WRITTEN}
    with serving("wsgi:app", house.env, folder / "servers.log") as server:
        with Desk(house, server) as idle:
            time.sleep(IDLE_SECONDS)
        with Desk(house, server) as busy:
            number, stages = _brought_in(house, path)
    yield from _stage_figures(house, size, stages)
    yield from _desk_figures(house, size, idle, busy)
    url = houses.make_database(kind, names[1], folder, admin)
    bare_s, bare_cpu, rows = bare(house, path, before, url)
    ours_s = sum(stages[name]["seconds"] for name in ("read", "check", "write"))
    name = f"import, bare: calamine and {'COPY' if kind == 'postgresql' else 'executemany'} of the same {rows:,} rows"
    yield figure(name, kind, size, ours_s, bare_s, most=6, unit="s")
    cpu = sum(stages[name]["cpu"] for name in ("read", "check", "write"))
    yield figure("import, bare: the same, CPU of our processes", kind, size, cpu, bare_cpu, unit="s")
    yield from _again(house, size, path, number)


def _brought_in(house: House, path: Path) -> tuple[int, dict[str, Took]]:
    number = _press(house, None, path)
    took = {"read": work(house)}
    for name in ("check", "write"):
        _press(house, number, path)
        took[name] = work(house)
    return number, took


def _press(house: House, number: int | None, path: Path) -> int:
    """What a person presses next: upload, check these columns, write."""
    with house.inside():
        person = queries.person_by_username("manager")
        assert person is not None
        stamp = Stamp(person, clock.now())
        if number is None:
            file = SimpleNamespace(stream=io.BytesIO(path.read_bytes()), filename=path.name)
            record = actions.upload(kind="customers", file=file, stamp=stamp)
        else:
            record = db.session.get_one(Import, number)
            if record.state == "mapped":
                actions.check_columns(record, mapping=record.mapping, version=None, stamp=stamp)
            elif record.state == "checked":
                actions.confirm(record, version=None, stamp=stamp)
            else:
                actions.undo(record, version=None, stamp=stamp)
        db.session.commit()
        return int(record.id)


def work(house: House) -> Took:
    """What waits, worked by a process of its own."""
    command = [sys.executable, "-m", "bench.import_work"]
    done = subprocess.run(command, cwd=ROOT, env=house.env, capture_output=True, text=True, check=False)
    if done.returncode or '"done"' not in done.stdout:
        raise SystemExit(f"the import's worker failed: {done.stdout} {done.stderr[-800:]}")
    took: Took = json.loads(done.stdout)
    return took


def _stage_figures(house: House, size: int, stages: dict[str, Took]) -> Iterator[Figure]:
    kind = house.kind
    share = size / 100_000  # fewer rows have less time
    read, rest = stages["read"], [stages["check"], stages["write"]]
    yield figure("import: file to columns on real rows", kind, size, read["seconds"], 10 * share, most=1, unit="s")
    seconds = sum(one["seconds"] for one in rest)
    yield figure("import: dry run and writing", kind, size, seconds, 120 * share, most=1, unit="s")
    cpu = sum(one["cpu"] for one in (read, *rest))
    yield figure("import: its CPU of all that time", kind, size, cpu, read["seconds"] + seconds, unit="s")
    most = max(max(one["own_mb"], one["child_mb"]) for one in (read, *rest))
    yield figure("import: memory of the worker, or of its child", kind, size, most, 512, most=1, unit="MB")


def _desk_figures(house: House, size: int, idle: Desk, busy: Desk) -> Iterator[Figure]:
    kind = house.kind
    (slow, calm), (half, calm_half) = (
        [percentile(one.pages, part) * 1000 for one in (busy, idle)] for part in (0.95, 0.5)
    )
    name = f"pages beside an import, p95 of {len(busy.pages):,}"
    yield figure(name, kind, size, slow, calm, most=2, unit="ms", p50_ms=half, p95_ms=slow)
    yield figure("pages beside an import, p50", kind, size, half, calm_half, unit="ms")
    longest = max(busy.writes, default=0.0)
    yield figure("longest wait of a short write beside it", kind, size, longest, 1.0, most=1, unit="s")


def _again(house: House, size: int, path: Path, number: int) -> Iterator[Figure]:
    """The same file once more changes nothing; then the first import is undone."""
    second = _press(house, None, path)
    work(house)
    _press(house, second, path)
    again = work(house)
    with house.inside():
        record = db.session.get_one(Import, second)
        counts = record.rows_new + record.rows_changed + record.rows_held
    yield figure(f"import, second dry run: {counts} rows differ", house.kind, size, again["seconds"], 0, unit="s")
    _press(house, number, path)
    took = work(house)
    with house.inside():
        left = (db.session.get_one(Import, number).undo or {}).get("left")
    yield figure(f"import undone, {left} rows left", house.kind, size, took["seconds"], 0, unit="s")
