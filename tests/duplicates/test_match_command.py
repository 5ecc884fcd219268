"""`./yuke match evaluate FILE …` reads what it is given and says kindly what it cannot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

ROWS = [
    ("王建国", "13800001111", "1980-01-02", "人民路1号3栋", "1"), ("王建國", "+86 138 0000 1111", "", "", "1"),
    ("李秀兰", "13900002222", "1975-05-06", "解放路9号", "2"), ("李秀兰", "13700003333", "1990-07-08", "中山路7号", "3"),
    ("赵一诺", "13600004444", "", "", "4"),
]  # fmt: skip
HEAD = ("姓名", "手机", "生日", "地址", "truth")
OPTIONS = ["--name", "姓名", "--phone", "手机", "--birth", "生日", "--address", "地址", "--truth", "truth"]


def text(separator: str = ",", head: tuple[str, ...] = HEAD) -> str:
    return "".join(separator.join(row) + "\r\n" for row in (head, *ROWS))


def run(application: Flask, *words: str | Path):  # type: ignore[no-untyped-def]
    return application.test_cli_runner().invoke(args=["match", "evaluate", *map(str, words)])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator(application: Flask, tmp_path: Path, encoding: str, separator: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(text(separator).encode(encoding))
    done = run(application, file, *OPTIONS, "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert figures["n"] == 5
    assert figures["precision"] == figures["recall"] == figures["f1"] == figures["auto_precision"] == 1.0


def test_it_prints_the_figures_for_people_too(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(text())
    done = run(application, file, *OPTIONS)
    assert [line.split()[0] for line in done.output.splitlines()[:5]] == [
        "precision",
        "recall",
        "f1",
        "auto_precision",
        "n",
    ]


def test_headings_with_spaces_under_a_banner(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Customers of March,,,,\n" + text(head=(" Given Name", "phone ", '" Birth"', "Street", " Truth ")))
    words = ["--name", "given name", "--phone", "PHONE", "--address", "street", "--truth", "truth", "--json"]
    assert json.loads(run(application, file, *words).output)["n"] == 5


def test_several_columns_make_a_name_an_address_and_a_day(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    rows = [
        "john,smith,12,hill st,1957,2,10,a",
        "jhon,smith,12,hill street,1957,2,10,a",
        "mary,jones,7,lake rd,1980,5,6,b",
    ]
    file.write_text("first,last,no,street,y,m,d,id\n" + "\n".join(rows))
    words = ["--name", "first, last", "--address", "no,street", "--birth", "y,m,d", "--truth", "id", "--json"]
    figures = json.loads(run(application, file, *words).output)
    assert (figures["n"], figures["recall"], figures["precision"]) == (3, 1.0, 1.0)


def test_a_western_file(application: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("name;id\nJürgen Müller;1\nRené Lefèvre;2\n".encode("latin-1"))
    assert run(application, file, "--name", "name", "--truth", "id", "--json").exit_code == 0


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (text(), ["--name", "name", "--truth", "truth"], "姓名, 手机, 生日, 地址, truth"),
        (text(), ["--name", "姓名,nickname", "--truth", "who"], "“nickname” and “who”"),
        ("", ["--name", "姓名", "--truth", "truth"], "is empty"),
        ("姓名,truth\n", ["--name", "姓名", "--truth", "truth"], "no records"),
    ],
)
def test_what_cannot_be_read_is_said_kindly(
    application: Flask, tmp_path: Path, content: str, words: list[str], said: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(content)
    done = run(application, file, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_not_there(application: Flask, tmp_path: Path) -> None:
    done = run(application, tmp_path / "none.csv", "--name", "a", "--truth", "b")
    assert done.exit_code == 2
    assert "cannot be read" in done.output


def test_a_relative_name_counts_from_where_it_was_asked(
    application: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.csv").write_text(text())
    monkeypatch.setenv("STARTED_IN", str(tmp_path))
    assert run(application, "here.csv", *OPTIONS, "--json").exit_code == 0
