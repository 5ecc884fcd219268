"""A fresh database for every test: made once from the tables as a template, then copied.

SQLite copies a file, PostgreSQL says CREATE DATABASE … TEMPLATE. Several pytest processes share the template.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sqlite", "postgresql")


def run_name() -> str:
    """The name of this run, the same in all its processes."""
    return os.environ["YUKE_TEST_RUN"]


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


class Template:
    """The filled template of one kind of database, and this process's own copy of it."""

    def __init__(self, kind: str, folder: Path, admin_url: str) -> None:
        self.kind, self.folder, self.admin_url = kind, folder, admin_url
        self.name, self.own = f"yt_{run_name()}_template", f"yt_{run_name()}_{worker_name()}"

    def url(self, name: str) -> str:
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.sqlite3"
        return make_url(self.admin_url).set(database=name).render_as_string(hide_password=False)

    def make(self, fill: Callable[[str], None]) -> None:
        """Once per run, whichever process comes first."""
        done = self.folder / f"{self.kind}.ready"
        with (self.folder / f"{self.kind}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                self._drop(self.name)
                if self.kind == "postgresql":
                    self._admin(f'CREATE DATABASE "{self.name}"')
                fill(self.url(self.name))
                done.touch()

    def copy(self) -> None:
        """This process's database as it is at the start of a test."""
        self._drop(self.own)
        if self.kind == "sqlite":
            shutil.copyfile(self.folder / f"{self.name}.sqlite3", self.folder / f"{self.own}.sqlite3")
        else:
            self._admin(f'CREATE DATABASE "{self.own}" TEMPLATE "{self.name}" STRATEGY FILE_COPY')

    def empty(self) -> str:
        """This process's database without any table; its address."""
        self._drop(self.own)
        if self.kind == "postgresql":
            self._admin(f'CREATE DATABASE "{self.own}"')
        return self.url(self.own)

    def _drop(self, name: str) -> None:
        if self.kind == "sqlite":
            for ending in ("", "-wal", "-shm"):
                (self.folder / f"{name}.sqlite3{ending}").unlink(missing_ok=True)
        else:
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _admin(self, statement: str) -> None:
        with administrator(self.admin_url) as connection:
            connection.execute(statement.encode())


@contextmanager
def administrator(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection that may make and drop databases."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def drop_all(url: str) -> None:
    """Leave nothing of this run on a server that others may use too."""
    with administrator(url) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", (f"yt_{run_name()}_%",))
        for (name,) in found.fetchall():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def make_tables(url: str, by: str) -> None:
    """The tables, by the migrations as a store gets them, or straight from the models while they change."""
    if by == "migrations":
        env = {**os.environ, "DATABASE_URL": url}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
        return
    from crm.shared.db import Base, db

    Base.metadata.create_all(db.engine)
