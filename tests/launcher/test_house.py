"""Children of the house: brought back when they die, taken along when it stops, none left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.servers import ROOT

SCRIPT = """
import sys; sys.dont_write_bytecode = True
sys.path.insert(0, {root!r})
from tests.servers import launcher
yuke = launcher()
house = yuke.House()
try:
    {body}
    house.tend(lambda: False)
except yuke.Trouble as trouble:
    print("trouble:", trouble, flush=True)
finally:
    house.stop()
print("stopped", flush=True)
"""
SLEEPER = 'yuke.Child("sleeper", [sys.executable, "-c", {code!r}], dict(yuke.os.environ), **{more!r})'


class Running:
    """A house with one child, in a process of its own; its children by what /proc says."""

    def __init__(self, tmp_path: Path, code: str, **more: object) -> None:
        body = f"house.start({SLEEPER.format(code=code, more=more)})"
        script = SCRIPT.format(root=str(ROOT), body=body)
        self.process = subprocess.Popen(
            [sys.executable, "-c", script], env={**os.environ, "VAR_DIR": str(tmp_path)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT,
        )  # fmt: skip

    def children(self, of: int | None = None) -> list[int]:
        pid = of or self.process.pid
        try:
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except FileNotFoundError:
            return []

    def child(self, other_than: int = 0, within: float = 10) -> int:
        end = time.monotonic() + within
        while time.monotonic() < end:
            found = [pid for pid in self.children() if pid != other_than]
            if found:
                return found[0]
            time.sleep(0.02)
        raise AssertionError("no child came up")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=30)[0]


def gone(pid: int, within: float = 5) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if not Path(f"/proc/{pid}").exists():
            return True
        time.sleep(0.02)
    return False


def test_a_killed_child_comes_back(tmp_path: Path) -> None:
    house = Running(tmp_path, "import time; time.sleep(600)")
    first = house.child()
    os.kill(first, signal.SIGKILL)
    second = house.child(other_than=first)
    said = house.stop()
    assert "ended (signal SIGKILL); starting it again" in said
    assert said.endswith("stopped\n")
    assert gone(second)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_for_ctrl_c_and_for_term(tmp_path: Path, number: signal.Signals) -> None:
    house = Running(tmp_path, "import time; time.sleep(600)")
    child = house.child()
    time.sleep(0.3)
    assert house.stop(number).endswith("stopped\n")
    assert gone(child)


def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    house = Running(tmp_path, deaf, patience=0.3)
    child = house.child()
    log = tmp_path / "log" / "sleeper.log"
    while not log.exists() or "deaf" not in log.read_text():
        time.sleep(0.02)
    assert house.stop().endswith("stopped\n")
    assert gone(child)


def test_what_a_child_started_goes_with_it(tmp_path: Path) -> None:
    """Also when it has a group of its own, as a worker's half-done job has."""
    code = (
        "import os, subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], process_group=0)\n"
        "time.sleep(600)"
    )
    house = Running(tmp_path, code)
    child = house.child()
    while not house.children(child):
        time.sleep(0.02)
    grandchild = house.children(child)[0]
    house.stop()
    assert gone(child)
    assert gone(grandchild)


def test_children_end_when_the_launcher_is_killed(tmp_path: Path) -> None:
    house = Running(tmp_path, "import time; time.sleep(600)")
    child = house.child()
    time.sleep(0.3)
    house.stop(signal.SIGKILL)
    assert gone(child)


def test_a_vital_child_that_never_stays_up_ends_the_house(tmp_path: Path) -> None:
    house = Running(tmp_path, "print('cannot'); raise SystemExit(3)", vital=True)
    said = house.process.communicate(timeout=90)[0]
    assert "trouble: sleeper does not stay up: cannot" in said
