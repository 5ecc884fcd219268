"""`./yuke demo load`: the demo store, or many customers for measuring."""

from __future__ import annotations

import secrets

import click
from flask import Blueprint, current_app

from crm.config import Config
from crm.demo import bulk, loading
from crm.shared.clock import clock
from crm.staff import queries

OWN_DATA = 3  # the exit code that tells the launcher that there are no demo sign-ins

bp = Blueprint("demo_commands", __name__, cli_group=None)


@bp.cli.group("demo")
def demo() -> None:
    """Made-up people for looking around and for measuring."""


@demo.command("load")
@click.option("--size", type=click.Choice(sorted(loading.SIZES)), default="s", help="classes of the store")
@click.option("--seed", type=int, default=20_260_318, help="the same seed makes the same people")
@click.option("--if-empty", is_flag=True, help="do nothing when there is a store already")
@click.option("--customers", type=click.IntRange(1, 5_000_000), help="add so many customers to the first store instead")
def load(size: str, seed: int, if_empty: bool, customers: int | None) -> None:
    """Load the demo store into an empty database, or a crowd into a store that is there."""
    if customers:
        add_crowd(customers, seed)
        return
    settings: Config = current_app.config["YUKE"]
    password = settings.demo_password or secrets.token_urlsafe(9)
    if queries.stores():
        if not if_empty:
            raise click.ClickException("There is a store already; the demo store wants an empty database.")
        if not any(store.demo for store in queries.stores()):
            click.echo("There is a store of its own; no demo data is added.")
            raise SystemExit(OWN_DATA)
        if settings.demo_password and loading.renew_password(password):
            click.echo("The demo sign-ins have the new password.")
        if any(store.demo and store.demo_filled_at is None for store in queries.stores()):
            click.echo(
                "The demo store was stopped while it was being filled; remove its data and start again for all of it."
            )
        return
    loading.load(loading.SIZES[size], seed=seed, password=password, at=clock.now(), say=click.echo)
    if not settings.demo_password:
        click.echo(f"The demo sign-ins have the password {password}")


def add_crowd(customers: int, seed: int) -> None:
    """Many customers for measuring, with cars, visits and leads; the same seed again adds nobody."""
    stores = queries.stores()
    if not stores:
        raise click.ClickException("There is no store yet: `demo load` makes one, or the first-run page.")
    written = bulk.load(stores[0].id, customers, seed=seed, at=clock.now(), told=lambda done: click.echo(f"{done:,}"))
    click.echo(f"{stores[0].name}: {written:,} customers added.")
