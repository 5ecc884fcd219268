"""The migrations make exactly the tables that the models describe, on both databases, and go back down again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import ROOT, Template

VERSIONS = ROOT / "migrations" / "versions"


def flask(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "DATABASE_URL": url}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


@pytest.fixture
def bare(template: Template) -> str:
    """The address of an empty database of this kind."""
    return template.empty()


def test_models_are_the_migrations_head(bare: str) -> None:
    up = flask(bare, "upgrade")
    assert up.returncode == 0, up.stderr[-2000:]
    check = flask(bare, "check")
    assert check.returncode == 0, (check.stdout + check.stderr)[-3000:]


def test_up_down_and_up_again(bare: str) -> None:
    for words in (("upgrade",), ("downgrade", "base"), ("upgrade",)):
        done = flask(bare, *words)
        assert done.returncode == 0, done.stderr[-2000:]


def test_there_is_one_head(tmp_path: Path) -> None:
    names = [path.read_text() for path in Path(VERSIONS).glob("*.py")]
    assert names, "no migration yet"
    assert flask(f"sqlite:///{tmp_path}/none.sqlite3", "heads").stdout.count("(head)") == 1
