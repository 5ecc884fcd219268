"""The corpus of files: each is read as its case says, or refused with the stated reason (C6, C7, C8; T13, R16)."""

from __future__ import annotations

from typing import Any

import pytest

from crm.imports.reading import child
from crm.imports.reading.reader import reading
from crm.imports.reading.sheaf import unbound
from crm.imports.reading.sniff import Limits, Unreadable
from crm.shared.reasons import SENTENCES
from tests.imports.corpus import hostile, texts, workbooks
from tests.imports.corpus.case import Case

FILE_REASONS = """empty_file too_big bursts too_many_parts xls xlsb html password not_a_table broken out_of_bounds
    too_many_rows too_many_columns no_rows only_hidden wrong_encoding""".split()


def here(case: Case) -> tuple[dict[str, Any], list[Any]]:
    """Read by the child's own function, in this process, which plain text and harmless workbooks cannot hurt."""
    lines = child.table(case.build(), Limits(**case.limits), **case.choice)
    about = dict(next(lines))
    return about, [row for block in lines for row in unbound(block, about["columns"])]


def holds(case: Case, about: dict[str, Any], rows: list[Any]) -> None:
    """The rows, headings and notes are those of the case."""
    expected = [list(row) for row in case.rows]
    assert [cells[: len(want)] for (_number, cells), want in zip(rows, expected, strict=False)] == expected
    assert len(rows) == about["rows"] >= len(expected)
    if case.headings is not None:
        assert list(about["headings"]) == list(case.headings)
    assert {code.removeprefix("imports.note_") for code, _facts in about["notes"]} == case.notes
    assert {key: about[key] for key in case.about} == case.about
    assert all(code in SENTENCES for code, _facts in about["notes"])


@pytest.mark.parametrize("case", texts.CASES, ids=lambda case: case.name)
def test_a_text_file_is_read_or_refused_as_stated(case):
    if not case.refused:
        holds(case, *here(case))
        return
    with pytest.raises(Unreadable) as refusal:
        here(case)
    assert refusal.value.reason.code in case.refused


HARMLESS = [case for case in workbooks.READ if case.name not in workbooks.HEAVY]
BOOKS = [case for case in (*workbooks.CASES, *hostile.CASES) if case not in HARMLESS]


@pytest.mark.parametrize("case", HARMLESS, ids=lambda case: case.name)
def test_a_harmless_workbook_is_read_as_stated(case):
    holds(case, *here(case))


@pytest.mark.parametrize("case", BOOKS, ids=lambda case: case.name)
def test_a_workbook_is_read_or_refused_as_stated_by_the_real_child(case):
    """With its limits of memory and time; the child is gone afterwards, whatever the file did to it."""
    try:
        with reading(case.build(), Limits(**case.limits), **case.choice) as table:
            rows = list(table.rows)
    except Unreadable as refusal:
        assert refusal.reason.code in case.refused, refusal.reason
    else:
        assert not case.refused
        holds(case, table.about | {"rows": table.total}, rows)


def test_the_corpus_is_as_large_as_it_was_promised():
    cases = [*texts.CASES, *HARMLESS, *BOOKS]
    assert len({case.name for case in cases}) >= 100
    assert {code for case in cases for code in case.refused} >= {f"imports.{name}" for name in FILE_REASONS}
