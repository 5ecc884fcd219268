"""Servers to be measured, and what /proc says about them: CPU time and memory, of a whole tree of processes."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """All descendants of a process, itself first."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found.extend(int(child) for child in task.read_text().split())
    return found


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes have used, to the nanosecond per living thread."""
    total = 0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            total += int(task.read_text().split()[0])
    return total / 1e9


def pss_mb(pids: Iterable[int]) -> float:
    """Memory, with shared pages counted by their share."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """gunicorn with the production settings (Decision 27) over one database."""

    def __init__(self, module: str, env: dict[str, str], log: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", module, "-w", "2", "-k", "gthread", "--threads", "4"]
        command += ["--preload", "--no-control-socket", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-tmp-dir", "/dev/shm"]
        with log.open("ab") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        self.log = log
        wait_until(lambda: answers(self.port), f"{module} does not answer, see {log}")

    @property
    def pids(self) -> list[int]:
        return children(self.process.pid)

    @property
    def workers(self) -> list[int]:
        return self.pids[1:]

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def serving(module: str, env: dict[str, str], log: Path) -> Iterator[Server]:
    server = Server(module, env, log)
    try:
        yield server
    finally:
        server.stop()


def answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status in (200, 404)
    except OSError:
        return False
    finally:
        line.close()


def wait_until(true: Callable[[], bool], trouble: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            sys.exit(trouble)
        time.sleep(0.05)
