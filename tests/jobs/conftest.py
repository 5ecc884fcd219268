"""A worker in the test's own process: jobs of our own under a name below `jobs`, and a clock that is held."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from crm.shared.db import db
from crm.shared.queue import Outbox, ask
from crm.shared.stamp import Stamp
from crm.staff.models import Team
from jobs.runner import Work, job
from tests.shared.conftest import Hands, hands

__all__ = ["hands"]
NAME = "jobs.workbench"


class Workbench:
    """Asks for our own jobs and counts what they wrote: a team per effect."""

    def __init__(self) -> None:
        self.module = ModuleType(NAME)
        self.stamps: list[Stamp] = []

    def put(self, function: Callable[..., Any]) -> str:
        """Make a function a job; its dotted name."""
        setattr(self.module, function.__name__, job(function))
        return f"{NAME}.{function.__name__}"

    def ask(self, name: str, *ids: int, **more: Any) -> int:
        found = ask(name, *ids, store_id=1, **more)
        db.session.commit()
        assert found is not None
        return found

    def write(self, name: str) -> None:
        db.session.execute(insert(Team).values(store_id=1, name=name, version=1))

    @property
    def written(self) -> int:
        return (db.session.scalar(select(func.count()).select_from(Team).where(Team.name.like("effect%"))) or 0)

    def row(self, outbox_id: int) -> Outbox:
        db.session.expire_all()
        return db.session.get_one(Outbox, outbox_id)


@pytest.fixture
def bench(inside: Flask, hands: Hands, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    made = Workbench()
    monkeypatch.setitem(sys.modules, NAME, made.module)

    def effect(stamp: Stamp, number: int = 0) -> None:
        """One team for each asking."""
        made.stamps.append(stamp)
        made.write(f"effect {number}")

    def batches(stamp: Stamp, work: Work, count: int) -> None:
        """A team for each batch, a checkpoint after each."""
        for number in range(count):
            made.write(f"effect {number}")
            work.checkpoint()

    def broken(stamp: Stamp) -> None:
        """Writes, then fails with something personal in its words."""
        made.write("effect of a failure")
        raise ValueError("Carl's number is 13812341234")

    for function in (effect, batches, broken):
        made.put(function)
    return made


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, Any]]:
    """What the doorbell was rung for, instead of ringing: (queue, function, argument)."""
    from crm.shared.queue import Bell

    heard: list[tuple[str, str, Any]] = []

    def ring(_bell: Bell, queue: str, function: str, *args: Any, timeout: int | None = None) -> bool:
        heard.append((queue, function, *args))
        return True

    monkeypatch.setattr(Bell, "ring", ring)
    return heard
