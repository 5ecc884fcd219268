"""`./yuke demo load` fills made-up stores; `./yuke demo judge` holds the pages against what is true of them."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from typing import Any

import click
from flask import Blueprint, current_app

from crm.config import Config
from crm.demo import bulk, judging, loading, stores
from crm.demo.loading import Size
from crm.demo.past.filling import Wanted
from crm.shared.clock import clock
from crm.shared.stamp import machine
from crm.staff import queries

OWN_DATA = 3  # the exit code that tells the launcher that there are no demo sign-ins
STOPPED = "The demo store was stopped while it was being filled; remove its data and start again for all of it."

bp = Blueprint("demo_commands", __name__, cli_group=None)


@bp.cli.group("demo")
def demo() -> None:
    """Made-up people for looking around and for measuring."""


@demo.command("load")
@click.option("--size", type=click.Choice(list(loading.SIZES)), default="s", help="a small store, a big one, 30, 420")
@click.option("--stores", "count", type=click.IntRange(1, 420), help="so many stores instead of the size's")
@click.option("--customers", type=click.IntRange(1, 20_000_000), help="so many customers in all; with a store there: "
              "add a crowd to the first one")  # fmt: skip
@click.option("--days", type=click.IntRange(1, 365), default=loading.DAYS, help="days that the first store lives")
@click.option("--seed", type=int, default=20_260_318, help="the same seed makes the same people")
@click.option("--if-empty", is_flag=True, help="do nothing when there is a store already")
def load(size: str, count: int | None, customers: int | None, days: int, seed: int, if_empty: bool) -> None:
    """Load the demo store into an empty database, the other stores of a group behind it; called again it goes on."""
    settings: Config = current_app.config["YUKE"]
    password = settings.demo_password or secrets.token_urlsafe(9)
    wanted = _sized(loading.SIZES[size], count, customers)
    truth = settings.var_dir / "truth"
    here = queries.stores()
    if here and customers and not count:
        add_crowd(customers, seed)
        return
    if here and not _goes_on(wanted, password, if_empty, given=bool(settings.demo_password)):
        return
    at = clock.now()
    if not here:
        loading.load(wanted, seed=seed, password=password, at=at, say=click.echo, days=days, truth=truth)
    each = Wanted(wanted.customers // wanted.stores, wanted.vehicles // wanted.stores, wanted.years, 0, 0, seed, truth)
    stores.load_more(wanted.stores, each, password=password, at=at, say=click.echo)
    if not settings.demo_password:
        click.echo(f"The demo sign-ins have the password {password}")


def _sized(size: Size, count: int | None, customers: int | None) -> Size:
    """The size with other numbers of stores and customers; cars stay in proportion, and so does a store's share."""
    found = size
    if count:
        each = size.customers // size.stores, size.vehicles // size.stores
        found = replace(size, stores=count, customers=each[0] * count, vehicles=each[1] * count)
    if customers:
        found = replace(found, customers=customers, vehicles=customers * size.vehicles // size.customers)
    return found


def _goes_on(wanted: Size, password: str, if_empty: bool, *, given: bool) -> bool:
    """There are stores already: whether the rest of a made-up group is still to be loaded."""
    here = queries.stores()
    if not any(store.demo for store in here):
        if not if_empty:
            raise click.ClickException("There is a store already; the demo store wants an empty database.")
        click.echo("There is a store of its own; no demo data is added.")
        raise SystemExit(OWN_DATA)
    if not if_empty and wanted.stores == 1:
        raise click.ClickException("There is a store already; the demo store wants an empty database.")
    if given and loading.renew_password(password):
        click.echo("The demo sign-ins have the new password.")
    if here[0].demo_filled_at is None:
        click.echo(STOPPED)
        return False
    return not if_empty


def add_crowd(customers: int, seed: int) -> None:
    """Many customers for measuring, with cars, visits and leads; the same seed again adds nobody."""
    first = queries.stores()[0]
    written = bulk.load(first.id, customers, seed=seed, at=clock.now(), told=lambda done: click.echo(f"{done:,}"))
    click.echo(f"{first.name}: {written:,} customers added.")


@demo.command("judge")
@click.option("--store", "code", default=None, help="the store's code; the first store when not given")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def judge(code: str | None, as_json: bool) -> None:
    """Hold what the pages say of a made-up store against what is true: states, grades, duplicates, the gift."""
    store = next((one for one in queries.stores() if code in (None, one.code)), None)
    if store is None:
        raise click.ClickException("There is no such store: " + ", ".join(one.code for one in queries.stores()))
    settings: Config = current_app.config["YUKE"]
    folder = settings.var_dir / "truth" / store.code
    if not (folder / "cars.csv").exists():
        raise click.ClickException(f"Nothing is known of {store.code}: `demo load` writes {folder}.")
    found = judging.judge(folder, machine(store.id, clock.now(), store.zone))
    click.echo(json.dumps(found, indent=2)) if as_json else _tell(store.code, found)


def _tell(code: str, found: dict[str, dict[str, Any]]) -> None:
    click.echo(f"{code}: what the pages say, against what is true (95 % intervals)")
    for station, figures in found.items():
        click.echo(station)
        for line in _lines(figures, 1):
            click.echo(line)


def _lines(figures: dict[str, Any], depth: int) -> list[str]:
    lines: list[str] = []
    for name, figure in figures.items():
        head = "  " * depth + name.replace("_", " ")
        if not isinstance(figure, dict):
            lines.append(f"{head:<34}{figure}")
        elif "rate" not in figure:
            lines += [head, *_lines(figure, depth + 1)]
        else:
            low, high = figure["interval"]
            rate = "–" if figure["rate"] is None else f"{figure['rate']:.3f}"
            lines.append(
                f"{head:<34}{rate:>6}  {low:.3f} to {high:.3f}" + (f"  of {figure['of']:,}" if "of" in figure else "")
            )
    return lines
