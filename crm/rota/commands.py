"""`./yuke fairness`: replays the rota's order from the rows and says whom it gave what."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import click
from flask import Blueprint

from crm.rota.queries.history import Line, lines, rows_between
from crm.rota.rules.replay import Replay
from crm.shared.clock import clock
from crm.staff import queries
from crm.staff.models import Store

bp = Blueprint("rota_commands", __name__, cli_group=None)
DAY = click.DateTime(["%Y-%m-%d"])
HEAD = f"{'':14}{'turns':>7}{'hours':>9}{'per hour':>10}{'credit':>10}{'deviation':>11}{'passed':>8}{'others':>8}"


@bp.cli.command("fairness")
@click.option("--from", "since", type=DAY, required=True, help="the first day, like 2026-03-01")
@click.option("--to", "until", type=DAY, required=True, help="the last day")
@click.option("--store", default=None, help="the store's code; all stores when not given")
@click.option("--json", "as_json", is_flag=True, help="for machines")
def fairness(since: datetime, until: datetime, store: str | None, as_json: bool) -> None:
    """Replay the order at the door from the rows; exit 1 when a row does not say what the rule says."""
    if until < since:
        raise click.ClickException("The last day comes after the first.")
    found = [one for one in queries.stores() if store in (None, one.code)]
    if not found:
        raise click.ClickException("There is no such store: " + ", ".join(one.code for one in queries.stores()))
    reports = [report(one, since.date(), until.date()) for one in found]
    if as_json:
        click.echo(json.dumps(reports[0] if store else reports, ensure_ascii=False, indent=2))
    else:
        for one in reports:
            _print(one)
    raise SystemExit(any(one["differences"] for one in reports))


def report(store: Store, since: date, until: date) -> dict[str, Any]:
    """One store's proof, as plain values."""
    rows = rows_between(store.id, store.zone, since, until)
    replay = Replay(rows)
    differences = replay.run()
    people = lines(store.id, rows, clock.now())
    return {
        "store": store.code,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "decisions": replay.decisions,
        "differences": [
            {"turn": one.turn_id, "on_day": one.on_day.isoformat(), "what": one.what, "rule": one.rule, "row": one.row}
            for one in differences
        ],
        "people": [_person(one) for one in people],
        "furthest": round(float(max((abs(one.deviation) for one in people), default=0)), 4),
    }


def _person(line: Line) -> dict[str, Any]:
    return {
        "staff_id": line.staff_id,
        "name": line.name,
        "turns": line.turns,
        "on_duty_hours": round(line.hours, 2),
        "turns_per_on_duty_hour": None if line.pace is None else round(line.pace, 3),
        "credit": round(float(line.credit), 4),
        "credit_exact": str(line.credit),
        "deviation": round(float(line.deviation), 4),
        "passed": line.passed,
        "others": line.others,
    }


def _print(one: dict[str, Any]) -> None:
    click.echo(f"{one['store']}, {one['from']} to {one['to']}: {one['decisions']} decisions replayed\n{HEAD}")
    for line in one["people"]:
        pace = line["turns_per_on_duty_hour"]
        name = line["name"] + " " * max(1, 14 - sum(2 if ord(sign) > 0x2E7F else 1 for sign in line["name"]))
        click.echo(
            f"{name}{line['turns']:>7}{line['on_duty_hours']:>9.1f}{'–' if pace is None else f'{pace:.2f}':>10}"
            f"{line['credit']:>10.2f}{line['deviation']:>+11.2f}{line['passed']:>8}{line['others']:>8}"
        )
    click.echo(f"Nobody is further than {one['furthest']:.2f} turns from the credit.")
    for differs in one["differences"]:
        click.echo(
            f"differs  turn {differs['turn']} of {differs['on_day']}, {differs['what']}: "
            f"the rule says {differs['rule']}, the row {differs['row']}"
        )
    click.echo(f"{len(one['differences']) or 'No'} difference(s) between the rows and the rule.\n")
