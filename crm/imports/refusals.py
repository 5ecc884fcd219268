"""The workbook of what was not taken: the original cells, and the reason in the last column, ready to be corrected."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from crm.imports.models import Import
from crm.imports.queries import refused_rows
from crm.imports.rules import State, Verdict
from crm.shared.reasons import say
from crm.shared.words import _

MOST = 50_000
PART = 1_000
LONG_NUMBER = 10**10  # a spreadsheet would show a phone as 1.38E+10


def workbook_of(record: Import) -> bytes:
    """Refused rows on the first sheet, suspected duplicates on the second; every text cell is text, never a formula."""
    import xlsxwriter  # 10 MB, wanted once in a while

    kept = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(kept, options)
    bold = book.add_format({"bold": True})
    for verdict, name in ((Verdict.REFUSED, _("Refused")), (Verdict.HELD, _("Suspected duplicate"))):
        sheet = book.add_worksheet(name)
        headings = [*record.about["headings"], _("Why it was not taken")]
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for line, row in enumerate(_rows(record, verdict), 1):
            for column, cell in enumerate(row.cells):
                _write(sheet, line, column, cell)
            sheet.write_string(
                line,
                len(headings) - 1,
                _("Row %(n)s: %(why)s", n=row.row_no, why=say(row.reason_code, row.facts or {})),
            )
        sheet.freeze_panes(1, 0)
    book.close()
    return kept.getvalue()


def _rows(record: Import, verdict: Verdict) -> Iterator[Any]:
    after, sent = 0, 0
    written = State(record.state) is State.DONE
    while sent < MOST:
        part = refused_rows(record.id, verdict, after, PART, written=written)
        yield from part
        if len(part) < PART:
            return
        after, sent = part[-1].row_no, sent + len(part)


def _write(sheet: Any, line: int, column: int, cell: Any) -> None:
    if cell is None:
        return
    if isinstance(cell, (int, float)) and abs(cell) < LONG_NUMBER:
        sheet.write_number(line, column, cell)
    else:
        sheet.write_string(line, column, str(cell))
