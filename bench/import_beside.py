"""What people at the desk notice of an import: their pages' latency, and how long a short write waits for its turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, create_engine, text

from bench.client import Browser
from bench.houses import House
from bench.processes import Server
from crm.shared.db import configure

PAGES = (("reception", "/customers"), ("advisor", "/my-day"), ("reception", "/reception"))
PAUSE = 0.05
WRITE_EVERY = 0.25


@dataclass
class Desk:
    """People who open pages one after the other, and one who writes a line now and then; until it is stopped."""

    house: House
    server: Server
    pages: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._look), threading.Thread(target=self._write)]

    def __enter__(self) -> Desk:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_why: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()
        if self.trouble:
            raise SystemExit(f"a page failed beside the import: {self.trouble[0]}")

    def _look(self) -> None:
        browsers = {who: Browser(self.server.port, self.house.cookies[who]) for who, _path in PAGES}
        turn = 0
        while not self._stop.is_set():
            who, path = PAGES[turn % len(PAGES)]
            turn += 1
            answer = browsers[who].get(path)
            if answer.status >= 400:
                self.trouble.append(f"{path}: {answer.status}")
                return
            self.pages.append(answer.seconds)
            time.sleep(PAUSE)

    def _write(self) -> None:
        engine = create_engine(self.house.url)
        configure(engine)
        while not self._stop.is_set():
            try:
                self.writes.append(_short_write(engine))
            except Exception as problem:  # it is told in the main thread
                self.trouble.append(f"a write: {type(problem).__name__}")
                return
            time.sleep(WRITE_EVERY)
        engine.dispose()


def _short_write(engine: Engine) -> float:
    """A transaction that changes one row, as a button does; the seconds until it stands."""
    begin = time.perf_counter()
    with engine.begin() as connection:
        connection.execute(text("UPDATE stores SET name = name WHERE id = 1"))
    return time.perf_counter() - begin


def percentile(seconds: Sequence[float], part: float) -> float:
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0.0
