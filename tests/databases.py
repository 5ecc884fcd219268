"""A fresh database for every test: made once from the tables as a template, then copied.

SQLite copies a file. PostgreSQL says CREATE DATABASE … TEMPLATE once for each process and then puts the rows back as
the template has them: copying a thousand files for every test, and reading the catalogue anew, took most of the time.
Several pytest processes share the template.
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
        self._rows: Rows | None = None  # PostgreSQL: our copy can be put back

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
        if self.kind == "sqlite":
            self._drop(self.own)
            shutil.copyfile(self.folder / f"{self.name}.sqlite3", self.folder / f"{self.own}.sqlite3")
        elif self._rows is None or not self._rows.put_back():
            self._drop(self.own)
            self._admin(f'CREATE DATABASE "{self.own}" TEMPLATE "{self.name}" STRATEGY FILE_COPY')
            self._rows = Rows(self.url(self.own))

    def empty(self) -> str:
        """This process's database without any table; its address."""
        self._drop(self.own)
        self._rows = None
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


class Rows:
    """What a fresh copy on PostgreSQL holds, to be put back before the next test. A copy is used two hundred times, so
    that dead rows do not pile up; a table that has grown is truncated."""

    MOST, GROWN = 200, 512 * 1024

    def __init__(self, url: str) -> None:
        self.url, self.used = url, 0
        with administrator(url) as here:
            tables = "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            self.tables = [name for (name,) in here.execute(tables)]
            self.kept = {name: rows for name in self.tables if (rows := self._copied(here, name))}
            numbers = "SELECT sequencename, COALESCE(last_value, 1), last_value IS NOT NULL FROM pg_sequences"
            self.numbers = here.execute(numbers).fetchall()

    @staticmethod
    def _copied(here: psycopg.Connection[Any], table: str) -> bytes:
        with here.cursor().copy(f'COPY "{table}" TO STDOUT'.encode()) as lines:
            return b"".join(bytes(line) for line in lines)

    def put_back(self) -> bool:
        """Everything as in a fresh copy; False when it is time for a new one, or the schema is not the same any more."""
        self.used += 1
        if self.used > self.MOST:
            return False
        try:
            with psycopg.connect(self.url.replace("+psycopg", "")) as here:
                self._put_back(here)
        except psycopg.Error:
            return False
        return True

    def _put_back(self, here: psycopg.Connection[Any]) -> None:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
        here.execute(f"SELECT pg_terminate_backend(pid, 2000) {others}".encode())
        here.execute("SET LOCAL session_replication_role = replica")  # no triggers, no foreign keys: all of it goes
        here.execute("SET LOCAL lock_timeout = '5s'")
        sizes = "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND pg_relation_size(c.oid) > %s"
        grown = {name for (name,) in here.execute(sizes, (self.tables, self.GROWN))}
        if grown:
            here.execute(("TRUNCATE " + ", ".join(f'"{name}"' for name in sorted(grown)) + " CASCADE").encode())
        here.execute("; ".join(f'DELETE FROM "{name}"' for name in self.tables if name not in grown).encode())
        for name, rows in self.kept.items():
            with here.cursor().copy(f'COPY "{name}" FROM STDIN'.encode()) as lines:
                lines.write(rows)
        again = "FROM unnest(%s::text[], %s::bigint[], %s::boolean[]) AS known (name, value, called)"
        names, values, called = (list(column) for column in zip(*self.numbers, strict=True))
        here.execute(f"SELECT setval(quote_ident(name)::regclass, value, called) {again}".encode(), (names, values, called))


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
