"""`./yuke grading fit | evaluate` takes any csv file, and says kindly what it cannot."""

from __future__ import annotations

import json
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from tests.grading.truth import as_text, leads

ROWS = leads(900, seed=7)
pytestmark = pytest.mark.databases("sqlite")  # none is touched


def run(application: Flask, *words: Any) -> Result:
    return application.test_cli_runner().invoke(args=["grading", *map(str, words)])


def fit(application: Flask, file: Path, *more: Any, outcome: str = "sold") -> tuple[Result, Path]:
    card = file.with_suffix(".toml")
    return run(application, "fit", file, "--outcome", outcome, "--out", card, *more), card


def evaluate(application: Flask, file: Path, card: Path, *more: Any, outcome: str = "sold") -> dict[str, Any]:
    done = run(application, "evaluate", file, "--outcome", outcome, "--card", card, "--json", *more)
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_from_a_history_to_its_figures(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(as_text(ROWS))
    done, card = fit(application, file, "--drop", "phase,remark", "--time", "created")
    assert done.exit_code == 0, done.output
    assert "The card is made from the earlier 600 alone." in done.output
    figures = evaluate(application, file, card, "--time", "created")
    assert figures["n"] == 300
    assert figures["auc"] > 0.75
    assert figures["ece"] < 0.12
    assert set(figures["conversion"]) == set(figures["share"]) == set(figures["interval"]) == set("HABC")
    assert sum(figures["share"].values()) == pytest.approx(1, abs=0.001)
    for grade, (low, high) in figures["interval"].items():
        assert low <= figures["conversion"][grade] <= high
    said = run(application, "evaluate", file, "--outcome", "sold", "--card", card, "--time", "created").output
    assert f"AUC {figures['auc']:.4f}" in said
    assert f"AUC {figures['auc']:.4f}" in done.output  # fit judges itself on the same later third


def test_the_later_third_teaches_the_card_nothing(application: Flask, tmp_path: Path) -> None:
    file, other = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text(as_text(ROWS))
    turned = [
        *ROWS[:600],
        *({**row, "sold": "no" if row["sold"] == "yes" else "yes", "source": "?"} for row in ROWS[600:]),
    ]
    other.write_text(as_text(turned))
    assert fit(application, file)[1].read_text() == fit(application, other)[1].read_text()


def test_the_card_is_a_table_to_read_and_to_change(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(as_text(ROWS))
    _done, card = fit(application, file, "--drop", "phase")
    told = tomllib.loads(card.read_text())
    assert told["grades"]["H"] > told["grades"]["A"] > told["grades"]["B"]
    assert all({"points", "sentence"} <= set(answer) for one in told["question"] for answer in one["answers"])
    assert [step["chance"] for step in told["chances"]["steps"]] == sorted(
        s["chance"] for s in told["chances"]["steps"]
    )
    before = evaluate(application, file, card)
    card.write_text(card.read_text().replace(f"H = {told['grades']['H']}", "H = 999"))
    after = evaluate(application, file, card)
    assert (after["share"]["H"], after["conversion"]["H"], after["auc"]) == (0.0, None, before["auc"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_any_encoding_and_separator(application: Flask, tmp_path: Path, encoding: str, separator: str) -> None:
    words = {"sold": "成交", "source": "来源", "budget": "预算", "minutes": "时长"}
    rows = [{words[name]: row[name] for name in words} for row in ROWS[:300]]
    told = {"yes": "已成交", "no": "战败"}
    rows = [{**row, "成交": told[row["成交"]], "来源": f'"{row["来源"]}", {separator} 渠道\n二'} for row in rows]
    file = tmp_path / "线索.csv"
    file.write_bytes(as_text(rows, separator).encode(encoding))
    done, card = fit(application, file, outcome="成交")
    assert done.exit_code == 0, done.output
    assert evaluate(application, file, card, outcome="成交")["n"] == 100


def untidy() -> str:
    """Ids, constants, a thousand words, numbers as text, lines too short and too long, headings twice and none."""
    dice, lines = random.Random(2), ["Lead ID,,sold ,a,a,amount,share,word,day,only\n"]
    for at in range(400):
        sold = dice.random() < 0.4
        amount = dice.gauss(2 if sold else 0, 1)
        lines.append(
            f"{at},{at * 7},{int(sold)}.0,{'NaN' if dice.random() < 0.3 else dice.choice('xyz')},Select,"
            f'"¥{amount * 1000:,.2f}",{dice.randrange(100)}%,w{dice.randrange(1000)},2024/{1 + at // 40}/3,same\n'
        )
    return "".join([*lines, "400,,,\n", "401,,1,x,y,1,2,3,4,5,6,7,8\n", "\n", ",,,,\n"])


def test_an_untidy_file(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "untidy.csv"
    file.write_text(untidy())
    done, card = fit(application, file)
    assert done.exit_code == 0, done.output
    assert "1 rows do not say how it ended" in done.output
    assert tomllib.loads(card.read_text())["question"][0]["column"] == "amount"
    assert evaluate(application, file, card)["auc"] > 0.8


def test_a_file_without_some_columns_and_with_new_words(application: Flask, tmp_path: Path) -> None:
    file, other = tmp_path / "a.csv", tmp_path / "b.csv"
    file.write_text(as_text(ROWS))
    _done, card = fit(application, file, "--drop", "phase")
    other.write_text(as_text([{"SOURCE ": "?!" + row["source"], "Sold": row["sold"].upper()} for row in ROWS]))
    done = run(application, "evaluate", other, "--outcome", "sold", "--card", card, "--json")
    assert done.exit_code == 0, done.output
    assert "Not in this file, so they add nothing: " in done.stderr
    assert json.loads(done.stdout)["auc"] == 0.5


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("sold,a\n", "no rows"),
        ("b,a\n1,2\n", "There is no column “sold”. The columns of this file are: b, a."),
        ("sold,a\n" + "1,x\n" * 90, "60 of them won; a card needs"),
        ("sold,a\n" + "1,x\n0,y\n" * 4, "hold 5 rows"),
        ("sold,a\n" + "maybe,x\n1,y\n2,z\n" * 40, "What means won in “sold”?"),
        ("sold,a\n" + ",x\n" * 40, "No row says"),
        ("sold,a\n" + "1,x\n0,x\n" * 90, "No column of this file foretells"),
        ('sold,a\n1,"never closed\n' + "x" * 100, "hold 0 rows"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(application: Flask, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(content)
    done, card = fit(application, file)
    assert done.exit_code == 2
    assert said in done.output
    assert not card.exists()


@pytest.mark.parametrize("content", ["not = [toml", "", "[grades]\nH = 1\nA = 2\nB = 3\n", "question = 3\n", "\x00"])
def test_a_broken_card(application: Flask, tmp_path: Path, content: str) -> None:
    file, card = tmp_path / "leads.csv", tmp_path / "card.toml"
    file.write_text(as_text(ROWS))
    card.write_text(content)
    done = run(application, "evaluate", file, "--outcome", "sold", "--card", card)
    assert done.exit_code == 2
    assert "is no point card" in done.output


def test_files_that_are_not_there_and_times_that_are_none(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    assert "cannot be read" in fit(application, file)[0].output
    file.write_text(as_text(ROWS))
    done, card = fit(application, file, "--time", "remark")
    assert done.exit_code == 2
    assert "cannot be read as a time" in done.output
    assert "cannot be read" in run(application, "evaluate", file, "--outcome", "sold", "--card", card).output
    away = run(application, "fit", file, "--outcome", "sold", "--out", tmp_path / "no" / "card.toml")
    assert (away.exit_code, "cannot be written" in away.output) == (2, True)


def test_one_outcome_only_in_the_later_third(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(as_text([*ROWS[:600], *({**row, "sold": "no"} for row in ROWS[600:])]))
    done, card = fit(application, file)
    assert done.exit_code == 0, done.output
    assert evaluate(application, file, card)["auc"] is None


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["05/01/2024", "13/01/2024", "02/02/2024"], "05/01/2024"),
        (["01/05/2024", "01/13/2024", "02/02/2024"], "01/05/2024"),
        (["2024年1月5日", "2024-01-13", "20240202"], "2024年1月5日"),
        (["2024-01-05T09:00:00", "2024-01-05 09:30:10", "Jan 06, 2024"], "2024-01-05T09:00:00"),
        (["1/5/2024 9:05 AM", "1/5/2024 1:15 PM", "1/6/2024 8:00 AM"], "1/5/2024 9:05 AM"),
    ],
)
def test_the_order_in_time(days: list[str], first: str) -> None:
    from crm.grading.rules.history import history_of

    cells = {"sold": ["1", "0", "1"], "day": days[::-1], "same": days[::-1]}
    history = history_of(cells, outcome="sold", time="day", drop=())
    assert history.columns == {"same": days}
    assert history.columns["same"][0] == first
    assert history.cut == 2


def test_what_is_dropped_may_have_commas_in_its_name(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leads.csv"
    rows = [
        {"phase, as noted": row["phase"], **{k: row[k] for k in ("source", "budget", "visits", "sold")}} for row in ROWS
    ]
    file.write_text(as_text(rows))
    done, card = fit(application, file, "--drop", "Phase, as noted,visits")
    assert done.exit_code == 0, done.output
    assert {one["column"] for one in tomllib.loads(card.read_text())["question"]} == {"source", "budget"}
    assert "WARNING: “phase, as noted”" in fit(application, file)[0].stderr
    assert "There is no column “fase”" in fit(application, file, "--drop", "visits,fase")[0].output
