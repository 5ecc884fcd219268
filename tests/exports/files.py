"""Asking for a list as a file, working it, and opening what came out."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any
from urllib.parse import unquote

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm.exports.models import Export
from crm.shared.db import db
from jobs.runner import run_all

WHY = {"purpose": "report", "note": "month-end meeting"}


def ask(client: Any, sheet: str, form: str = "xlsx", **more: Any) -> str:
    """Ask for a list; the address of its page."""
    answer = client.post("/exports", data={"sheet": sheet, "form": form, **WHY, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def work(app: Any) -> None:
    with app.app_context():
        run_all()


def take(client: Any, app: Any, sheet: str, form: str = "xlsx", **more: Any) -> Any:
    """Ask, work, download: the answer."""
    address = ask(client, sheet, form, **more)
    work(app)
    answer = client.post(f"{address}/download")
    assert answer.status_code == 200, client.get(address).text
    return answer


def whole(app: Any, sheet: str, form: str = "xlsx", *, by: str = "manager") -> bytes:
    """A sheet that holds everything in full, approved by Gina: the file's bytes."""
    from crm.exports.actions import decide
    from crm.shared.blobs import Blob, open_blob
    from tests.makers import make_export
    from tests.support import stamp_of

    with app.app_context():
        export = make_export(sheet, by=by, form=form, full=True)
        decide(export, verdict="approved", note="", stamp=stamp_of(("other_" if by.startswith("other_") else "") + "gm"))
        db.session.commit()
        number = export.id
        run_all()
        done = db.session.get_one(Export, number, populate_existing=True)
        assert done.state == "done", done.reason_code
        content = open_blob(db.session.get_one(Blob, done.blob_id))
        db.session.rollback()
    assert content is not None
    return content


def name_of(answer: Any) -> str:
    return unquote(answer.headers["Content-Disposition"].rpartition("=")[2].removeprefix("UTF-8''"))


def rows_of(content: bytes) -> list[list[Any]]:
    """Every row of the first sheet of a workbook, or of a csv."""
    if content[:2] == b"PK":
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert content[:3] == b"\xef\xbb\xbf"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def formulas(content: bytes) -> int:
    """How many cells of a workbook a spreadsheet would reckon out."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        return sum(book.read(name).count(b"<f>") + book.read(name).count(b"<f ") for name in sheets)


def row(app: Any) -> Export:
    with app.app_context():
        return db.session.scalars(select(Export).order_by(Export.id.desc()).limit(1)).one()
