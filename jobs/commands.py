"""`./yuke jobs …`: run one job now, or everything that is open, without a worker."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from crm.shared.clock import clock
from crm.shared.queue import ask
from crm.staff import queries
from jobs import runner
from jobs.timetable import TIMETABLE

group = AppGroup("jobs", help="What runs without a person at the screen.")


@group.command("list")
def list_jobs() -> None:
    """The timetable."""
    for row in TIMETABLE:
        click.echo(f"{row.at:%H:%M}  {row.queue:6}  {row.job.removeprefix('jobs.')}")


@group.command("run")
@click.argument("name")
def run(name: str) -> None:
    """Run a job for every store here and now, by its name: `callbacks.make_queue`."""
    from crm.shared.db import db

    job = name if name.startswith("jobs.") else f"jobs.{name}"
    try:
        runner.resolve(job)
    except (LookupError, ImportError, AttributeError):
        raise click.ClickException(f"There is no job {name}; `./yuke jobs list` names them.") from None
    for store in queries.stores():
        today = clock.day(clock.now(), store.zone)
        outbox_id = ask(job, store_id=store.id, on_day=today)
        db.session.info.pop("bells", None)  # worked here, so nobody else needs to be rung
        db.session.commit()
        click.echo(f"{store.name}: {runner.run_row(outbox_id or 0)}")


@group.command("work")
def work() -> None:
    """Work every open row of the outbox, then stop."""
    click.echo(f"{runner.run_all()} jobs worked.")


def init_app(app: Flask) -> None:
    app.cli.add_command(group)
