"""`./yuke grading fit | evaluate`: a point card from any history as a csv file, and how right it is on later rows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click
from flask import Blueprint

from crm.grading import written
from crm.grading.rules.card import Card
from crm.grading.rules.cells import plain
from crm.grading.rules.choosing import MOST_QUESTIONS
from crm.grading.rules.fitting import Fitted, TooLittle, fit_card
from crm.grading.rules.history import History, Unclear, history_of
from crm.grading.rules.judging import Judged, judge
from crm.grading.sheet import Table, read_table

bp = Blueprint("grading_commands", __name__, cli_group=None)
WORDS = {
    "holds": "yes, each step beyond chance",
    "open": "the order is right, but not every step is beyond chance",
    "broken": "no",
}


@bp.cli.group("grading")
def grading() -> None:
    """Point cards: made from history, held against what came later."""


_common: Any = [
    click.argument("file", type=click.Path(path_type=Path)),
    click.option("--outcome", required=True, metavar="C", help="the column that says how it ended"),
    click.option("--won", metavar="WORD", help="what that column says when it was won (1, yes, 成交 … are known)"),
    click.option(
        "--time", metavar="C", help="the column with the time; without it the rows stand in their order in time"
    ),
]


def _with_common(command: Any) -> Any:
    for option in reversed(_common):
        command = option(command)
    return command


@grading.command("fit")
@_with_common
@click.option("--drop", "drops", multiple=True, metavar="C,…", help="columns that are known only afterwards")
@click.option("--out", required=True, metavar="CARD.toml", type=click.Path(path_type=Path), help="where the card goes")
@click.option(
    "--questions", default=MOST_QUESTIONS, type=click.IntRange(1, 40), help="at most so many", show_default=True
)
def fit(
    file: Path, outcome: str, won: str | None, time: str | None, drops: tuple[str, ...], out: Path, questions: int
) -> None:
    """Make a point card from the earlier two thirds of FILE, and judge it on the later third."""
    try:
        table = read_table(_here(file), outcome)
        history = _history(table, outcome, time, won, _dropped(table, drops))
        columns, told = history.part(later=False)
        fitted = fit_card(columns, told, outcome=table.named(outcome), yes=history.yes, most=questions)
        _there(out).write_text(written.write(fitted.card), encoding="utf-8")
    except (Unclear, TooLittle) as trouble:
        _stop(str(trouble))
    except OSError as error:
        _stop(f"{out} cannot be written: {error.strerror}.")
    _tell_rows(history, len(told))
    _tell_card(fitted, out)
    _tell(judge(fitted.card, *history.part(later=True)))


@grading.command("evaluate")
@_with_common
@click.option("--card", "card_file", required=True, metavar="CARD.toml", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="print one line of JSON")
def evaluate(file: Path, card_file: Path, outcome: str, won: str | None, time: str | None, as_json: bool) -> None:
    """Hold a card against the later third of FILE: order, conversion and share of each grade, calibration.

    --json prints {"auc", "conversion": {"H", "A", "B", "C"}, "share": {…}, "ece", "n", "interval": {"H": [low, high]},
    "rows": {…}, "won": {…}, "order": "holds" | "open" | "broken"}. A rate is a share of 1; without rows it is null.
    """
    try:
        card = written.read(_here(card_file))
        table = read_table(_here(file), outcome)
        history = _history(table, outcome, time, won or _won_of(card, table, outcome), ())
    except Unclear as trouble:
        _stop(str(trouble))
    columns, told = history.part(later=True)
    columns = {_meant(card, name): cells for name, cells in columns.items()}
    missing = card.missing(columns)
    if missing:
        click.echo(f"Not in this file, so they add nothing: {', '.join(missing)}.", err=True)
    judged = judge(card, columns, told)
    click.echo(json.dumps(judged.figures(), ensure_ascii=False)) if as_json else _tell(judged)


def _history(table: Table, outcome: str, time: str | None, won: str | None, drop: tuple[str, ...]) -> History:
    return history_of(
        table.columns, outcome=table.named(outcome), time=table.named(time) if time else None, drop=drop, won=won
    )


def _won_of(card: Card, table: Table, outcome: str) -> str | None:
    """The word that the card's own history had for won, where this file has it too."""
    said = {plain(cell) for cell in set(table.columns[table.named(outcome)])}
    return card.won if card.won in said else None


def _meant(card: Card, name: str) -> str:
    """A heading of another file that differs from the card's in case or spaces only."""
    return next((one.column for one in card.questions if plain(one.column) == plain(name)), name)


def _dropped(table: Table, drops: tuple[str, ...]) -> tuple[str, ...]:
    """ "a,b" names two columns, unless one column is called so; the longest name that there is counts."""
    known = {plain(heading) for heading in table.columns}
    found: list[str] = []
    for given in drops:
        parts = given.replace("，", ",").split(",")
        while parts:
            ends = range(len(parts), 0, -1)
            end = next((end for end in ends if plain(",".join(parts[:end])) in known), 1)
            name = ",".join(parts[:end]).strip()
            found += [table.named(name)] if name else []
            parts = parts[end:]
    return tuple(found)


def _here(file: Path) -> Path:
    """A relative name counts from the folder in which ./yuke was called; the launcher works in its own."""
    asked = Path(os.environ.get("STARTED_IN", ".")) / file
    return asked if asked.exists() else file


def _there(file: Path) -> Path:
    return Path(os.environ.get("STARTED_IN", ".")) / file


def _stop(sentence: str) -> Any:
    click.echo(sentence, err=True)
    raise SystemExit(2)


def _tell_rows(history: History, early: int) -> None:
    click.echo(f"{len(history.won)} rows, {sum(history.won)} won. The card is made from the earlier {early} alone.")
    if history.open_rows:
        click.echo(f"{history.open_rows} rows do not say how it ended and were left out.")
    if history.timeless:
        click.echo(f"{history.timeless} rows have no readable time and were left out.")


def _tell_card(fitted: Fitted, out: Path) -> None:
    for one in fitted.left_out:
        click.echo(f"  not asked: {one.column}: {one.why}")
    for doubt in fitted.suspicions:
        where = f" (“{doubt.answer}”)" if doubt.answer else ""
        click.echo(
            f"WARNING: “{doubt.column}”{where} foretells suspiciously well (AUC {doubt.auc:.2f} alone). "
            f'If it is known only afterwards, leave it out: --drop "{doubt.column}"',
            err=True,
        )
    click.echo(f"{out}: {len(fitted.card.questions)} questions, one point is {fitted.card.point_is:g} log-odds.")
    for question in fitted.card.questions:
        best = max(question.answers, key=lambda answer: answer.points)
        worst = min(question.answers, key=lambda answer: answer.points)
        click.echo(f"  {worst.points:+4d} … {best.points:+d}  {question.column}")


def _tell(judged: Judged) -> None:
    click.echo(f"On the later third, {judged.n} rows that the card has not seen:")
    for grade, share in judged.grades.items():
        low, high = share.interval
        rate = "–" if share.rate is None else f"{share.rate:.1%}"
        part = share.n / judged.n if judged.n else 0
        click.echo(f"  {grade}  {rate:>6} bought (95 %: {low:.1%} to {high:.1%}), {share.n} rows, {part:.1%} of all")
    click.echo(f"  H > A > B > C: {WORDS[judged.verdict]}")
    click.echo("  AUC " + ("– (only one outcome)" if judged.auc is None else f"{judged.auc:.4f}"))
    click.echo("  calibration error " + ("–" if judged.ece is None else f"{judged.ece:.4f}"))
