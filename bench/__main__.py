"""`./yuke bench [--json] [--quick] [--customers N] [--database KIND]`: every figure, both sides in one run."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import Figure, as_json, as_table, figure

KINDS = ("sqlite", "postgresql")
SMALL = 1_000


def say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def main() -> int:
    asked = argparse.ArgumentParser(prog="./yuke bench", description=__doc__)
    asked.add_argument("--json", action="store_true", help="a list of figures instead of a table")
    asked.add_argument("--quick", action="store_true", help="fewer customers and requests: a first look")
    asked.add_argument("--customers", type=int, default=None, help="customers of the big store (100,000)")
    asked.add_argument("--database", choices=KINDS, action="append", help="one of the two only")
    asked.add_argument("--only", choices=("pages", "jobs", "weight", "imports"), action="append", help="a part only")
    words = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # stopped from outside, it still clears up
    size = words.customers or (10_000 if words.quick else 100_000)
    parts = words.only or ["pages", "jobs", "weight", "imports"]
    begin, figures = time.monotonic(), []
    with TemporaryDirectory(prefix="yuke-bench-", dir=base()) as folder, ExitStack() as stack:
        settle_environment(Path(folder))
        from tests import servers

        urls = servers.start(stack)
        for kind in words.database or KINDS:
            for one in of_kind(kind, size, Path(folder), urls, parts, 60 if words.quick else 200):
                figures.append(one)
                say(f"    {one.name}: {one.ours:g} {one.unit} to {one.bare:g}, {one.ratio:.2f}")
    if "weight" in parts:
        from bench.weight import house_memory

        say("./yuke run: memory")
        figures.append(house_memory())
    print(as_json(figures) if words.json else as_table(figures))
    short = [one for one in figures if not one.kept]
    say(f"{len(figures)} figures in {time.monotonic() - begin:.0f} s; {len(short)} fall short")
    return 0


def base() -> str | None:
    """A disk, not the memory: what is synced should cost what it costs."""
    return "/var/tmp" if os.access("/var/tmp", os.W_OK) else None


def settle_environment(folder: Path) -> None:
    """Our own keys and folder, before the application is read."""
    os.environ["VAR_DIR"] = str(folder)
    for name in ("SECRET_KEY", "FIELD_KEY", "INDEX_KEY"):
        os.environ[name] = secrets.token_urlsafe(32)
    for name in ("DATABASE_URL", "REDIS_URL", "HTTPS", "PROXIES"):
        os.environ.pop(name, None)


def of_kind(kind: str, size: int, folder: Path, urls: dict[str, str], parts: list[str], count: int) -> Iterator[Figure]:
    """All figures of one database."""
    from bench import bulk_jobs, houses, importing, reassigning

    admin, redis = urls["TEST_DATABASE_URL"], urls["TEST_REDIS_URL"]
    mark = secrets.token_hex(3)
    names = {what: f"bench_{mark}_{what}" for what in ("small", "big", "jobs", "import", "bare")}
    try:
        if "pages" in parts or "weight" in parts:
            say(f"{kind}: filling {SMALL:,} and {size:,} customers")
            small = houses.build(kind, houses.make_database(kind, names["small"], folder, admin), SMALL, redis)
            big = houses.build(kind, houses.make_database(kind, names["big"], folder, admin), size, redis)
            yield from served(small, big, folder, parts, count)
        if "jobs" in parts:
            say(f"{kind}: filling {size:,} leads for the jobs")
            url = houses.make_database(kind, names["jobs"], folder, admin)
            house = houses.build(kind, url, size, redis, open_leads=size)
            yield from bulk_jobs.bulk_figures(house, 3)
            yield from reassigning.dry_run_figures(house, 3)
        if "imports" in parts:
            say(f"{kind}: importing {size:,} customers")
            yield from importing.import_figures(kind, size, folder, urls, (names["import"], names["bare"]))
    finally:
        for name in names.values():
            houses.drop_database(kind, name, admin)


def served(small: houses.House, big: houses.House, folder: Path, parts: list[str], count: int) -> Iterator[Figure]:  # type: ignore[name-defined]  # noqa: F821
    """The pages of both houses, their weight, and the workers' memory after all of it."""
    from bench import pages, weight
    from bench.processes import serving

    cpu: dict[str, dict[int, float]] = {}
    for house in (small, big):
        log = folder / "servers.log"
        ours_env, bare_env = ({**house.env, "PGAPPNAME": name} for name in ("ours", "bare"))
        with serving("wsgi:app", ours_env, log) as ours, serving("bench.bare:app", bare_env, log) as bare:
            for page in pages.pages_of(house) if "pages" in parts else ():
                say(f"{house.kind}, {house.size:,}: {page.name}")
                queries = pages.statements(house, page)
                our_cost, bare_cost = pages.side_by_side(house, ours, bare, page, count)
                cpu.setdefault(page.name, {})[house.size] = our_cost.cpu_ms
                one = figure(
                    page.name, house.kind, house.size, our_cost.cpu_ms, bare_cost.cpu_ms, most=3,
                    p50_ms=round(our_cost.percentile(0.5), 2), p95_ms=round(our_cost.percentile(0.95), 2),
                    cpu_ms=round(our_cost.cpu_ms, 2), queries=queries, bytes=our_cost.packed,
                )  # fmt: skip
                yield one
            if "weight" in parts and house is big:
                yield from weight.weight_figures(house, ours)
                yield weight.worker_memory(house, ours)
    for name in (one for one in cpu if one.startswith("poll")):  # Decision 11
        yield figure(f"{name} ≤ 2 ms", big.kind, big.size, cpu[name][big.size], 2.0, most=1)
    for name, by_size in cpu.items():
        grown = f"growth: {name}, {small.size:,} → {big.size:,}"
        yield figure(grown, big.kind, big.size, by_size[big.size], by_size[small.size], most=1.3)
    if "customer list" in cpu:
        listed = cpu["customer list"][big.size] + 2
        for name in (one for one in cpu if one.startswith("search")):
            yield figure(f"{name} ≤ customer list + 2 ms", big.kind, big.size, cpu[name][big.size], listed, most=1)


if __name__ == "__main__":
    sys.exit(main())
