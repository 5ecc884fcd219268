"""`./yuke user add` and `./yuke check`: what an administrator does at the machine itself."""

from __future__ import annotations

import os
import sqlite3
import stat

import click
from flask import Blueprint, current_app
from sqlalchemy import func, select, text

from crm.config import Config
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.queue import bell
from crm.shared.stamp import machine
from crm.staff import actions, queries
from crm.staff.models import Staff
from crm.staff.rules import Role

bp = Blueprint("staff_commands", __name__, cli_group=None)


@bp.cli.group("user")
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("username")
@click.option("--name", prompt=True, help="the person's name")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--store", default=None, help="the store's code; the only store when there is one")
@click.password_option(help="at least 12 signs; asked for when not given")
def add(username: str, name: str, roles: tuple[str, ...], store: str | None, password: str) -> None:
    """Take a person on."""
    found = [one for one in queries.stores() if store in (None, one.code)]
    if len(found) != 1:
        raise click.ClickException("Name one store by --store: " + ", ".join(one.code for one in queries.stores()))
    try:
        actions.check_new_password(password, username)
        secret = actions.hash_secret(password)
        actions.hire(
            store_id=found[0].id, username=username, name=name, password_hash=secret,
            roles=[Role(role) for role in roles], stamp=machine(found[0].id, clock.now(), found[0].zone),
        )  # fmt: skip
    except Refused as refused:
        raise click.ClickException(refused.message) from None
    db.session.commit()
    click.echo(f"{username} may sign in now.")


@bp.cli.command("check")
def check() -> None:
    """Look at the configuration; exit 1 when something is unsafe, and say warnings."""
    settings: Config = current_app.config["YUKE"]
    errors, warnings = findings(settings)
    for line in errors:
        click.echo(f"unsafe   {line}")
    for line in warnings:
        click.echo(f"look at  {line}")
    if not errors:
        click.echo("Nothing unsafe was found.")
    raise SystemExit(1 if errors else 0)


def findings(settings: Config) -> tuple[list[str], list[str]]:
    """(what is unsafe, what is worth a look), as sentences."""
    errors: list[str] = []
    warnings: list[str] = []
    if current_app.debug:
        errors.append("Debug mode shows data to everyone: never in a store.")
    if len(settings.secret_key) < 32:
        errors.append("SECRET_KEY is shorter than 32 signs.")
    if settings.field_key == settings.index_key or settings.secret_key.encode() in (
        settings.field_key, settings.index_key,
    ):  # fmt: skip
        errors.append("Two of the keys are the same.")
    keys = settings.var_dir / "keys"
    if keys.exists() and stat.S_IMODE(os.stat(keys).st_mode) & 0o077:
        errors.append("Others on this machine can read the folder of keys.")
    if not settings.demo_allowed and db.session.scalar(select(func.count()).where(Staff.demo)):
        warnings.append("Demo sign-ins are on file; they are refused on this address.")
    if not settings.https and not settings.demo_allowed:
        errors.append("The server listens beyond this machine without HTTPS (set HTTPS=1 behind TLS).")
    _check_database(errors, warnings)
    _check_redis(errors, warnings)
    return errors, warnings


def _check_database(errors: list[str], warnings: list[str]) -> None:
    if db.engine.dialect.name == "sqlite":
        if sqlite3.sqlite_version_info < (3, 51, 3):
            warnings.append(
                f"SQLite {sqlite3.sqlite_version} has a rare WAL fault that 3.51.3 mends; PostgreSQL is not concerned."
            )
        if db.session.scalar(text("PRAGMA synchronous")) != 2:
            errors.append("SQLite does not wait for the disk at commit (synchronous is not FULL).")


def _check_redis(errors: list[str], warnings: list[str]) -> None:
    if not bell().url:
        warnings.append("REDIS_URL is not set: nothing rings, work waits for `./yuke jobs work`.")
        return
    try:
        policy = bell().queue("prompt").connection.config_get("maxmemory-policy")["maxmemory-policy"]
    except Exception as error:  # whatever the client raises, the check goes on
        warnings.append(f"Redis does not answer ({type(error).__name__}).")
        return
    if policy != "noeviction":
        errors.append(f"Redis may drop jobs when it is full (maxmemory-policy is {policy}, not noeviction).")
