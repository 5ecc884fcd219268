"""How heavy it is: what a first visit loads, what a later page sends, and what the processes keep in memory."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

from bench.client import Browser
from bench.figures import Figure, figure
from bench.houses import House
from bench.processes import ROOT, Server, children, pss_mb, wait_until

LINKED = re.compile(r'<(?:link|script|img|use)\b[^>]*?(?:href|src)="([^"#]+)[^"]*"')
NOT_LOADED = re.compile(r'<link\b[^>]*rel="(?:alternate|canonical|prev|next)"')
KB = 1000


def first_visit(house: House, server: Server, path: str, who: str) -> tuple[int, int, set[str]]:
    """Requests, bytes on the wire, and other hosts of one page with everything that it links."""
    browser = Browser(server.port, house.cookies[who])
    page = browser.get(path)
    linked = {urljoin(path, one) for one in LINKED.findall(NOT_LOADED.sub("", page.text))}
    others = {urlsplit(one).netloc for one in linked if urlsplit(one).netloc}
    total, seen = page.packed, {path}
    todo = sorted(one for one in linked if not urlsplit(one).netloc)
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        answer = browser.get(one)
        if answer.status != 200:
            raise SystemExit(f"{path} links {one}, which answers {answer.status}")
        total += answer.packed
        if ".css" in one:
            named = re.findall(r"url\(['\"]?([^)'\"#]+)", answer.text)
            todo += [urljoin(one, found) for found in named if "data:" not in found]
    browser.close()
    return len(seen), total, others


def weight_figures(house: House, server: Server) -> Iterator[Figure]:
    for who, path in (("advisor", "/my-day"), ("reception", "/reception")):
        requests, size, others = first_visit(house, server, path, who)
        if others:
            raise SystemExit(f"{path} asks other hosts: {', '.join(sorted(others))}")
        what, where = f"first visit of {path}", (house.kind, house.size)
        yield figure(f"{what}: requests", *where, requests, 15, most=1, unit="")
        yield figure(f"{what}: on the wire", *where, size / KB, 150, most=1, unit="kB", bytes=size)


def worker_memory(house: House, server: Server) -> Figure:
    return figure("two web workers, PSS", house.kind, house.size, pss_mb(server.workers), 200, most=1, unit="MB")


def house_memory() -> Figure:
    """Everything that `./yuke run` starts, on a fresh folder, after a few pages."""
    with TemporaryDirectory(prefix="yuke-bench-") as folder:
        env = {**os.environ, "VAR_DIR": folder, "PORT": "0", "HOST": "127.0.0.1"}
        for name in ("DATABASE_URL", "REDIS_URL"):
            env.pop(name, None)
        with (Path(folder) / "run.log").open("w") as log:
            command = [sys.executable, ROOT / "yuke", "run", "--no-demo"]
            house = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            note = Path(folder) / "run.json"
            wait_until(note.exists, "./yuke run did not come up", 90)
            browser = Browser(urlsplit(json.loads(note.read_text())["url"]).port or 0)
            for _n in range(40):
                browser.get("/login")
            browser.close()
            wait_until(lambda: len(children(house.pid)) >= 7, "not all parts of ./yuke run came up")
            kept = pss_mb(children(house.pid))
            return figure("all processes of ./yuke run, PSS", "sqlite", 0, kept, 400, most=1, unit="MB")
        finally:
            house.send_signal(signal.SIGTERM)
            house.wait(40)
