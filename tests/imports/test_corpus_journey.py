"""The corpus through the door: hostile files end as a sentence on the page, never as a 500 and never as half an import."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.imports.models import Import, ImportFile, ImportRow
from crm.imports.reading.sniff import Limits, Unreadable, sniff
from crm.shared.db import db
from crm.shared.reasons import SENTENCES
from jobs.runner import run_all
from tests.imports.corpus import hostile, texts, workbooks
from tests.imports.corpus.case import PLAIN, Case
from tests.imports.files import text
from tests.support import sign_in

CASES = [case for case in (*texts.REFUSED, *workbooks.REFUSED, *hostile.CASES) if case.refused]
pytestmark = pytest.mark.databases("sqlite")  # nothing here asks the database anything unusual
SMALL = 400_000  # a larger body is kept in a file of the test's own
OPENED = ("only headings", "a sheet that is cut off", "an entity that names a file", "all sheets hidden", "301 columns")


def at_the_door() -> Iterator[tuple[Case, bytes]]:
    """The files that the first look at their bytes refuses, with the limits of a new store."""
    for case in CASES:
        content = case.build()
        try:
            sniff(content, Limits())
        except Unreadable:
            if len(content) < SMALL:
                yield case, content


def send(client: Any, content: bytes, name: str = "客户.xlsx") -> Any:
    return client.post("/imports", data={"kind": "customers", "file": (io.BytesIO(content), name)})


def rows_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def clerk(client):
    return sign_in(client, "clerk")


def test_what_is_refused_at_the_door_leaves_a_sentence_and_no_row(app, clerk):
    told = set()
    for case, content in at_the_door():
        answer = send(clerk, content)
        assert answer.status_code == 422, case.name
        told |= {
            code for code in case.refused if SENTENCES[code].split("{")[0].strip() in answer.text.replace("&#39;", "'")
        }
    assert told >= {
        f"imports.{one}"
        for one in ("empty_file", "html", "xls", "password", "bursts", "too_many_parts", "not_a_table", "broken")
    }
    with app.app_context():
        assert rows_of(Import) == rows_of(ImportFile) == rows_of(ImportRow) == 0


def test_what_only_the_reading_process_finds_out_ends_as_failed_with_its_reason(app, clerk):
    for case in (one for one in CASES if one.name in OPENED):
        answer = send(clerk, case.build())
        assert answer.status_code == 303, case.name
        with app.app_context():
            run_all()
            record = db.session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()
            assert (record.state, record.rows_read) == ("failed", 0), case.name
            assert record.reason_code in case.refused
        page = clerk.get(answer.headers["Location"])
        assert page.status_code == 200 and "Could not be read" in page.text
    with app.app_context():
        assert rows_of(Import) >= len(OPENED)
        assert rows_of(ImportFile) == rows_of(ImportRow) == 0


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\x00b.csv", "<script>.xlsx", "名" * 300 + ".csv", ".", "CON.csv", "x.csv\r\nX: y"]
)
def test_no_name_of_a_file_does_any_harm(app, clerk, name):
    answer = send(clerk, text(PLAIN), name)
    assert answer.status_code in (303, 422)
    page = clerk.get("/imports").text
    assert "<script>.xlsx" not in page
    with app.app_context():
        assert all(
            len(one) <= 120 and "/" not in one and one.isprintable()
            for one in db.session.scalars(select(Import.filename))
        )


def test_what_was_noticed_and_repaired_stands_beside_the_columns(app, clerk):
    rows = [
        ["客户名称", "手机号码", "车牌号"],
        ["马先生", "1.3812345678E+10", "粤BO1234"],
        ["李女士", "13912345678/13712345678", "粤B12345"],
    ]
    address = send(clerk, b"\n".join(",".join(row).encode("gb18030") for row in rows), "a.csv").headers["Location"]
    with app.app_context():
        run_all()
        record = db.session.scalars(select(Import)).one()
        mapping, version = record.mapping, record.version
        assert record.about["encoding"] == "gb18030"
    clerk.post(
        f"{address}/mapping", data={"version": version, **{f"mapping-{n}": field for n, field in enumerate(mapping)}}
    )
    with app.app_context():
        run_all()
        record = db.session.scalars(select(Import)).one()
        assert record.about["repairs"] == {
            "phone": {"scientific": 1, "two_numbers": 1},
            "plate": {"letter_o": 1},
        }
    page = clerk.get(address).text
    assert "scientific notation restored: 1" in page and "letter O made the digit 0: 1" in page
