"""What the stories of My Day's screens share: leads that are due, and what is typed about a call."""

from __future__ import annotations

from typing import Any

from flask import Flask

from crm.callbacks.models import Task
from crm.shared.db import db
from tests.callbacks.people import make_carl, tasks
from tests.support import stamp_of

PART = {"HX-Request": "true"}
SPOKE = {"channel": "phone", "result": "reached", "topic": "quote", "said": "20.98", "next_on": ""}


def prepare(app: Flask, number: int = 1, owner: str = "advisor", **lead: Any) -> list[int]:
    """So many leads due today, without tasks yet; their ids."""
    with app.app_context():
        stamp = stamp_of(owner)
        due = {"next_on": stamp.today, "next_rule": "cadence"} | lead
        ids = [make_carl(stamp, owner, name=f"Carl {n}", **due).id for n in range(number)]
        db.session.commit()
    return ids


def task_of(app: Flask, lead_id: int) -> Task:
    with app.app_context():
        (task,) = tasks(lead_id=lead_id)
        return task
