"""`./yuke match evaluate FILE …`: how right the matcher is about any file whose truth is known."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click
from flask import Blueprint

from crm.duplicates.rules import match, measure
from crm.duplicates.sheet import Unreadable, read_sheet

bp = Blueprint("duplicates_commands", __name__, cli_group=None)


@bp.cli.group("match")
def matcher() -> None:
    """Which records are one person."""


@matcher.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", required=True, metavar="C,…", help="the column with the name, or several")
@click.option("--phone", metavar="C", help="the column with the phone number")
@click.option("--birth", metavar="C", help="the column with the day of birth, or year, month and day")
@click.option("--address", metavar="C,…", help="the column with the address, or several")
@click.option("--plate", metavar="C", help="the column with the plate")
@click.option("--vin", metavar="C", help="the column with the VIN")
@click.option("--sex", metavar="C", help="the column with the sex")
@click.option("--code", metavar="C", help="the column with an ID or credit code")
@click.option("--truth", required=True, metavar="C", help="the column that says who is one person")
@click.option("--stated", is_flag=True, help="use the store's stated table instead of learning from the file")
@click.option("--json", "as_json", is_flag=True, help="print one line of JSON")
def evaluate(file: Path, stated: bool, as_json: bool, **columns: str | None) -> None:
    """Find the doubles of a csv file without its truth, then hold them against it."""
    started = time.perf_counter()
    try:
        sheet = read_sheet(_from_where_it_was_asked(file), columns)
    except Unreadable as unreadable:
        click.echo(str(unreadable), err=True)
        raise SystemExit(2) from None
    matched = match(sheet.records, learned=not stated)
    found, sure = measure(matched.likely, sheet.truth), measure(matched.sure, sheet.truth)
    figures: dict[str, float | int] = {
        "precision": round(found.precision, 4),
        "recall": round(found.recall, 4),
        "f1": round(found.f1, 4),
        "auto_precision": round(sure.precision, 4),
        "n": len(sheet.records),
        "auto_recall": round(sure.recall, 4),
        "pairs_found": len(matched.likely),
        "pairs_sure": len(matched.sure),
        "pairs_compared": matched.compared,
        "seconds": round(time.perf_counter() - started, 1),
    }
    if as_json:
        click.echo(json.dumps(figures))
        return
    for name, figure in figures.items():
        click.echo(f"{name:<15} {figure}")


def _from_where_it_was_asked(file: Path) -> Path:
    """A relative name counts from the folder in which ./yuke was called; the launcher works in its own."""
    asked = Path(os.environ.get("STARTED_IN", ".")) / file
    return asked if asked.exists() else file
