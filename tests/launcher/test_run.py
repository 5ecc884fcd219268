"""./yuke run, whole: it opens, every part comes back after kill -9, it stops at once and leaves nothing behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

pytestmark = pytest.mark.xdist_group("house")  # one story, told in order by one process
PARTS = {"queue": "valkey-server", "web": "gunicorn", "prompt": "SimpleWorker", "bulk": "bulk", "clock": "cron"}


class House:
    """One running ./yuke with its data in a folder of the test."""

    def __init__(self, var: Path, *words: str, port: int = 8000) -> None:
        self.var, self.log = var, var.parent / "terminal.log"
        given = ("DATABASE_URL", "REDIS_URL", "HOST", "PORT", "DEMO", "SECRET_KEY", "FIELD_KEY", "INDEX_KEY")
        env = {key: value for key, value in os.environ.items() if key not in given}
        self.started = time.monotonic()
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "yuke", "run", *words], env={**env, "VAR_DIR": str(var), "PORT": str(port)},
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, process_group=0,
            )  # fmt: skip

    def open(self) -> float:
        """Wait for the address; the seconds that it took."""
        while not (self.var / "run.json").exists() or not (self.var / "run.json").read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() - self.started < 90, self.log.read_text()
            time.sleep(0.02)
        took = time.monotonic() - self.started
        self.port = int(json.loads((self.var / "run.json").read_text())["url"].rpartition(":")[2])
        return took

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; 0 while nobody answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()

    def cpu(self) -> float:
        """Seconds of processor time that the launcher and everything below it have used so far."""
        below = [self.process.pid]
        for pid in below:
            below += [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        ticks = 0
        for pid in below:
            ticks += sum(int(field) for field in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def part(self, name: str) -> int | None:
        pid = self.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if any(PARTS[name] in word for word in words) and (name != "bulk" or words[-2] == "bulk"):
                return int(child)
        return None

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    running = House(tmp_path_factory.mktemp("house") / "var", "--no-demo")
    running.open()
    yield running
    if running.process.poll() is None:
        running.stop()


def wait_for(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_an_empty_house_asks_for_its_first_person(house: House) -> None:
    assert house.get("/healthz")[0] == 200
    status, _body = house.get("/login")
    assert status in (200, 303)
    assert "Sign in as" not in house.log.read_text()


def test_every_part_says_that_it_lives(house: House) -> None:
    """Workers and clock beat within the minute; then /readyz is green."""
    wait_for(lambda: house.get("/readyz")[0] == 200, 100)
    ready = json.loads(house.get("/readyz")[1])
    assert set(ready) == {"ok", "database", "queue", "workers", "scheduler", "outbox_oldest_s"}
    assert ready["ok"] is True
    assert len(ready["workers"]) == 2


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_comes_back(house: House, name: str) -> None:
    before = house.part(name)
    assert before
    os.kill(before, signal.SIGKILL)
    wait_for(lambda: house.part(name) not in (None, before))
    wait_for(lambda: house.get("/healthz")[0] == 200)


def test_a_second_one_says_where_the_first_is(house: House) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "yuke", "run"], env={**os.environ, "VAR_DIR": str(house.var)},
        capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"already running here: http://127.0.0.1:{house.port}" in done.stderr


def test_it_stops_at_once_and_leaves_nothing(house: House) -> None:
    parts = [house.part(name) for name in PARTS]
    began = time.monotonic()
    assert house.stop() == 0
    assert time.monotonic() - began < 20
    assert not [pid for pid in parts if pid and Path(f"/proc/{pid}").exists()]
    assert house.log.read_text().rstrip().endswith("Stopped.")


def test_the_next_start_is_quick(house: House) -> None:
    """≤ 3 s on two idle cores. The tests keep both busy, so what is held here is the processor time of that."""
    if house.process.poll() is None:  # the tests before this one may run in another process
        assert house.stop() == 0
    again = House(house.var, "--no-demo")
    took, used = again.open(), again.cpu()
    print(f"second start: {took:.1f} s, {used:.1f} s of processor time")
    assert again.stop() == 0
    assert used < 6


def test_after_a_kill_of_the_launcher_itself_the_next_one_opens_at_the_same_address(tmp_path: Path) -> None:
    killed = House(tmp_path / "var", "--no-demo")
    killed.open()
    assert killed.process.poll() is None
    pid = killed.process.pid
    parts = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    killed.process.kill()
    killed.process.wait(10)
    wait_for(lambda: not any(Path(f"/proc/{part}").exists() for part in parts))
    (killed.var / "run.json").write_text("")  # still there, as after a kill; the new one writes its address
    again = House(killed.var, "--no-demo", port=killed.port)
    again.open()
    assert again.port == killed.port
    assert again.get("/healthz")[0] == 200
    assert again.stop() == 0
