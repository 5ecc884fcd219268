"""The pages of an import beside the straight way: read another way, remembered columns, what is left of an undo, effects."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm.customers.models import Customer
from crm.imports.models import Import
from crm.imports.sources import ImportSource
from crm.shared.db import db
from tests.imports.files import CUSTOMER_HEADINGS, text, workbook
from tests.imports.test_screens import BAD, CARL, columns, row, send, work
from tests.support import queries_at_most, sign_in

pytestmark = pytest.mark.databases("sqlite")
VERA = ["李霞", 13812345679, "粤B12346", "LSVAA4187E2123457", "澄野 L5", 6000, date(2026, 3, 5)]


@pytest.fixture
def clerk(client):
    return sign_in(client, "clerk")


def sent(client: Any, content: bytes, name: str, kind: str = "customers") -> str:
    answer = client.post("/imports", data={"kind": kind, "file": (io.BytesIO(content), name)})
    assert answer.status_code == 303
    return answer.headers["Location"]


def remember(client: Any, address: str, mapping: list[str], name: str, version: int) -> Any:
    data = {"version": version, "name": name, **{f"mapping-{n}": field for n, field in enumerate(mapping)}}
    return client.post(f"{address}/source", data=data)


def written(app: Any, client: Any, rows: list[list[Any]]) -> str:
    """An import from the upload to its end."""
    address = send(client, [CUSTOMER_HEADINGS, *rows]).headers["Location"]
    work(app)
    columns(client, address, row(app).mapping, row(app).version)
    work(app)
    assert client.post(f"{address}/confirmation", data={"version": row(app).version}).status_code == 303
    work(app)
    return address


# ---------------------------------------------------------------- read another way


def test_a_wrong_guess_of_the_signs_is_put_right_by_hand(app, clerk):
    address = sent(clerk, text([["姓名", "電話"], ["張小華", "13812345678"]], "big5"), "客戶.csv")
    work(app)
    record = row(app)
    assert "big5" in record.about["encodings"]
    again = {"kind": "customers", "encoding": "big5", "sheet": "", "heading_row": "", "version": record.version}
    assert clerk.post(f"{address}/reading", data=again).status_code == 303
    work(app)
    assert row(app).about["encoding"] == "big5" and row(app).rows_read == 1
    assert "張小華" in clerk.get(address).text


def test_another_sheet_and_another_row_of_headings(app, clerk):
    def second(book, _sheet):
        sheet = book.add_worksheet("别的")
        for number, line in enumerate([["说明"], ["姓名", "电话"], ["张三", "13800138000"]]):
            sheet.write_row(number, 0, line)

    address = sent(clerk, workbook([CUSTOMER_HEADINGS, CARL], more=second), "两张.xlsx")
    work(app)
    page = clerk.get(address).text
    assert '<option value="别的">' in page and "Read it another way" in page
    data = {"kind": "customers", "encoding": "", "sheet": "别的", "heading_row": "2", "version": row(app).version}
    clerk.post(f"{address}/reading", data=data)
    work(app)
    assert (row(app).about["sheet"], row(app).about["heading_row"], row(app).mapping) == ("别的", 2, ["name", "phone"])


def test_rows_uploaded_as_the_wrong_kind_are_read_as_the_right_one(app, clerk):
    rows = [
        ["工单号", "车牌号", "车架号", "进店日期", "项目", "金额"],
        ["W1", "粤B12345", "LSVAA4187E2123456", "2026-03-05", "常规保养", "300"],
    ]
    address = sent(clerk, text(rows), "维修.csv")
    work(app)
    assert "The headings look like this: Service visits" in clerk.get(address).text
    data = {"kind": "service_visits", "encoding": "", "sheet": "", "heading_row": "", "version": row(app).version}
    assert clerk.post(f"{address}/reading", data=data).status_code == 303
    work(app)
    assert row(app).kind == "service_visits" and "came_on" in row(app).mapping


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"encoding": "utf-7"}, "cannot be read that way"), ({"sheet": "none"}, "no such sheet"), ({"heading_row": "5000"}, "A row between 0 and 1,000"),
     ({"heading_row": "two"}, "Write a whole number"), ({"kind": "evil"}, "This choice does not exist")],
)  # fmt: skip
def test_a_way_that_does_not_exist_is_refused_in_words(app, clerk, wrong, said):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    data = {"kind": "customers", "encoding": "", "sheet": "", "heading_row": "", "version": row(app).version, **wrong}
    answer = clerk.post(f"{address}/reading", data=data)
    assert answer.status_code == 422 and said in answer.text and row(app).state == "mapped"


def test_after_the_dry_run_it_is_too_late_to_read_again(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    columns(clerk, address, row(app).mapping, row(app).version)
    work(app)
    data = {"kind": "customers", "encoding": "", "sheet": "", "heading_row": "1", "version": row(app).version}
    assert clerk.post(f"{address}/reading", data=data).status_code == 422
    assert "Read it another way" not in clerk.get(address).text


# ---------------------------------------------------------------- remembered sources


def test_columns_are_remembered_and_followed_even_in_another_order(app, clerk):
    odd = [["谁", "联系电话", "车号", "杂项"], ["张三", "13800138000", "粤B12345", "x"]]
    address = sent(clerk, text(odd), "a.csv")
    work(app)
    record = row(app)
    assert record.mapping == ["", "phone", "plate", ""]
    assert remember(clerk, address, ["name", "phone", "plate", ""], "老系统", record.version).status_code == 303
    assert "老系统" in clerk.get(address).text and row(app).mapping[0] == "name"
    address = sent(clerk, text([list(reversed(line)) for line in odd]), "b.csv")
    work(app)
    page = clerk.get(address).text
    assert row(app).mapping == ["", "plate", "phone", "name"] and "As last time" in page and "老系统" in page


@pytest.mark.parametrize(
    ("mapping", "name", "said"),
    [(["name", "phone", *[""] * 5], "", "Give the source a name."), (["name", "phone", *[""] * 5], "x" * 41, "This is too long."),
     ([""] * 7, "DMS", "nothing to remember"), (["name", "name", *[""] * 5], "DMS", "is chosen for two columns"), (["evil"] * 7, "DMS", "do not fit this file"), (["name"], "DMS", "do not fit this file")],
)  # fmt: skip
def test_what_cannot_be_remembered_is_said_and_stays_typed(app, clerk, mapping, name, said):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    answer = remember(clerk, address, mapping, name, row(app).version)
    assert answer.status_code == 422 and said in answer.text and f'value="{name}"' in answer.text
    with app.app_context():
        assert db.session.scalars(select(ImportSource)).all() == []


def test_columns_that_were_not_tried_yet_are_tried_first(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    columns(clerk, address, row(app).mapping, row(app).version)
    work(app)
    other = ["name", "phone", *[""] * 5]
    assert "Try these columns first" in remember(clerk, address, other, "DMS", row(app).version).text
    assert remember(clerk, address, row(app).mapping, "DMS", row(app).version).status_code == 303
    assert remember(clerk, address, row(app).mapping, "DMS 2", row(app).version).status_code == 303  # the same source
    with app.app_context():
        assert [one.name for one in db.session.scalars(select(ImportSource))] == ["DMS 2"]


def test_the_workbook_of_refused_rows_comes_back_without_its_reasons(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL, BAD]).headers["Location"]
    work(app)
    remember(clerk, address, row(app).mapping, "老系统", row(app).version)
    columns(clerk, address, row(app).mapping, row(app).version)
    work(app)
    for language in ("en", "zh"):
        content = clerk.get(f"{address}/refused.xlsx?lang={language}").data
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        sheet[1][:2] = ["李四", "13800138000"]
        back = sent(clerk, workbook(sheet), "改好.xlsx")
        work(app)
        page = clerk.get(back).text
        assert "Our own reasons: never imported" in page and "老系统" in page and row(app).mapping[-1] == ""


# ---------------------------------------------------------------- what is changed, and the way back


def test_a_changed_row_says_what_follows(app, clerk):
    written(app, clerk, [CARL])
    address = send(clerk, [CUSTOMER_HEADINGS, [*CARL[:5], 67000, CARL[6]]]).headers["Location"]
    work(app)
    columns(clerk, address, row(app).mapping, row(app).version)
    work(app)
    page = clerk.get(f"{address}?show=changed").text
    assert "64,000 km → <b>67,000 km</b>" in page and "The next service is reckoned anew" in page


def test_a_whole_import_is_taken_back_and_what_people_changed_is_listed(app, clerk):
    address = written(app, clerk, [CARL, VERA])
    with app.app_context():
        carl = db.session.scalars(select(Customer).where(Customer.name == "周建国")).one()
        carl.name = "周先生"
        db.session.commit()
    assert "Take back the whole import?" in clerk.get(f"{address}/undo").text
    assert "Take back" in clerk.get("/imports").text
    version = row(app).version
    assert clerk.post(f"{address}/undo", data={"version": version - 1}).status_code == 409
    assert clerk.post(f"{address}/undo", data={"version": version}).status_code == 303
    assert clerk.post(f"{address}/undo", data={"version": version}).status_code in (409, 422)
    work(app)
    page = clerk.get(address).text
    assert (
        "Taken back; <b>" in page
        and "Somebody has worked on it since" in page
        and f'href="/customers/{carl.id}"' in page
    )
    assert clerk.get(f"{address}/undo").status_code == 404
    with app.app_context():
        assert [one.name for one in db.session.scalars(select(Customer).where(Customer.store_id == 1))] == ["周先生"]


def test_the_question_before_writing_stands_alone_without_script_and_as_a_dialog_with_it(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    assert clerk.get(f"{address}/confirmation").status_code == 404  # nothing has been tried yet
    columns(clerk, address, row(app).mapping, row(app).version)
    work(app)
    assert "<h1" in clerk.get(f"{address}/confirmation").text
    part = clerk.get(f"{address}/confirmation", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<dialog") and "Write 1 rows" in part
    stale = clerk.post(f"{address}/confirmation", data={"version": 1}, headers={"HX-Request": "true"})
    assert (
        stale.status_code == 409
        and stale.text.lstrip().startswith("<dialog")
        and "Someone has just changed this" in stale.text
    )


@pytest.mark.databases("sqlite", "postgresql")
def test_every_step_of_the_page_costs_at_most_eight_statements(app, clerk):
    address = written(app, clerk, [CARL, VERA])
    clerk.get(address)
    with queries_at_most(8):
        assert "What follows" in clerk.get(address).text
    clerk.post(f"{address}/undo", data={"version": row(app).version})
    work(app)
    clerk.get(address)
    with queries_at_most(8):
        clerk.get(address)
    with queries_at_most(8):
        clerk.get("/imports")


def test_of_an_old_import_only_the_result_is_left(app, clerk):
    address = written(app, clerk, [CARL])
    with app.app_context():
        record = db.session.get(Import, row(app).id)
        record.ended_at = record.ended_at.replace(year=record.ended_at.year - 1)
        db.session.commit()
    assert "more than 30 days ago" in clerk.get("/imports").text
    page = clerk.get(address).text
    assert "Take it back?" not in page and "What follows" not in page
    assert clerk.post(f"{address}/undo", data={"version": row(app).version}).status_code == 422
