"""The pages of an import in both languages: from the upload to the result, and everything a person may get wrong."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.imports.models import Import
from crm.shared.db import db
from jobs.runner import run_all
from tests.imports.files import CUSTOMER_HEADINGS, workbook
from tests.support import queries_at_most, sign_in

VIN = "LSVAA4187E2123456"
CARL = ["周建国", 13812345678, "粤B12345", VIN, "澄野 L5", 64000, date(2026, 3, 5)]
BAD = ["=1+1", "1380013800", "粤B99999", "", "", "", ""]


def send(client: Any, rows: list[list[Any]], kind: str = "customers", name: str = "客户.xlsx", **more: Any) -> Any:
    return client.post("/imports", data={"kind": kind, "file": (io.BytesIO(workbook(rows)), name), **more})


def work(app: Any) -> None:
    with app.app_context():
        run_all()


def columns(client: Any, address: str, mapping: list[str], version: int) -> Any:
    return client.post(f"{address}/mapping", data={"version": version, **{f"mapping-{n}": field for n, field in enumerate(mapping)}})


def row(app: Any) -> Import:
    with app.app_context():
        return db.session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()


@pytest.fixture
def clerk(client):
    return sign_in(client, "clerk")


def test_from_upload_to_result(app, clerk):
    answer = send(clerk, [CUSTOMER_HEADINGS, CARL, BAD])
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert "The file is being read" in clerk.get(address).text
    work(app)
    page = clerk.get(address).text
    assert "Where each column goes" in page and "138****5678" in page and "13812345678" not in page
    record = row(app)
    assert columns(clerk, address, record.mapping, record.version).status_code == 303
    work(app)
    page = clerk.get(f"{address}?show=refused").text
    assert "<b>1</b> rows go in, <b>1</b> to look at" in page and "a phone needs 11 digits; this has 10" in page
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Customer)) == 0
    assert clerk.post(f"{address}/confirmation", data={"version": row(app).version}).status_code == 303
    work(app)
    page = clerk.get(address).text
    assert "Written: <b>1</b> new" in page and "1 + 0 + 0 + 0 + 1 = 2, as many as were read." in page
    assert "Take back" in clerk.get("/imports").text


def test_the_file_of_refused_rows_has_the_cells_and_the_reason_and_no_formula(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL, BAD, ["+cmd|' /C calc'!A0", "13800001111x", "", "", "", "", ""]]).headers["Location"]
    work(app)
    record = row(app)
    columns(clerk, address, record.mapping, record.version)
    work(app)
    answer = clerk.get(f"{address}/refused.xlsx")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert sheet[0][:2] == ["客户名称", "手机号码"]
    assert sheet[1][0] == "=1+1" and sheet[1][1] == "1380013800" and "needs 11 digits; this has 10" in sheet[1][-1]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert not [name for name in archive.namelist() if b"<f>" in archive.read(name)]
    corrected = [sheet[0][:-1], ["李四", "13800138000", *sheet[1][2:-1]]]
    address = send(clerk, corrected).headers["Location"]
    work(app)
    record = row(app)
    columns(clerk, address, record.mapping, record.version)
    work(app)
    assert row(app).rows_new == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"", "", "Choose a file."), (b"", "x.xlsx", "The file is empty."), (b"%PDF-1.4", "x.xlsx", "not a workbook"),
     (b"<html><table>", "x.xls", "save it as .xlsx"), (b"PK\x03\x04broken", "x.xlsx", "damaged or cut off"),
     (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "x.xls", "old .xls file")],
)  # fmt: skip
def test_a_wrong_file_is_said_under_its_field(app, clerk, content, name, said):
    answer = clerk.post("/imports", data={"kind": "service_visits", "file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert said in answer.text and 'value="service_visits" checked' in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_nothing_at_all_or_nonsense_is_answered_in_words(clerk):
    assert clerk.post("/imports", data={}).status_code == 422
    assert clerk.post("/imports", data={"kind": "evil", "file": (io.BytesIO(b"a,b\n1,2"), "a.csv")}).status_code == 422
    assert clerk.get("/imports/999").status_code == 404
    assert clerk.get("/imports?before=x").status_code == 200


def test_a_wrong_mapping_keeps_what_was_chosen(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    answer = columns(clerk, address, ["name", "name", "", "", "", "", ""], row(app).version)
    assert answer.status_code == 422
    assert "is chosen for two columns" in answer.text
    assert answer.text.count('<option value="name" selected>') == 2
    assert columns(clerk, address, ["name"] * 400, row(app).version).status_code == 422
    assert columns(clerk, address, [], row(app).version).status_code == 422


def test_a_step_taken_twice_is_said_and_done_once(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    record = row(app)
    assert columns(clerk, address, record.mapping, record.version).status_code == 303
    assert columns(clerk, address, record.mapping, record.version).status_code in (409, 422)
    work(app)
    version = row(app).version
    assert clerk.post(f"{address}/confirmation", data={"version": version - 1}).status_code == 409
    assert clerk.post(f"{address}/confirmation", data={"version": version}).status_code == 303
    assert clerk.post(f"{address}/confirmation", data={"version": version}).status_code in (409, 422)
    work(app)
    assert (row(app).state, row(app).rows_new) == ("done", 1)
    assert clerk.post(f"{address}/cancellation").status_code == 422


def test_the_same_form_sent_twice_is_one_import(app, clerk):
    key = "k" * 20
    first = send(clerk, [CUSTOMER_HEADINGS, CARL], idempotency_key=key)
    second = send(clerk, [CUSTOMER_HEADINGS, CARL], idempotency_key=key)
    assert first.headers["Location"] == second.headers["Location"]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Import)) == 1


def test_an_import_can_be_dropped(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    assert clerk.post(f"{address}/cancellation").status_code == 303
    work(app)
    assert "This import was stopped." in clerk.get(address).text
    assert clerk.get(f"{address}/refused.xlsx").status_code == 404


def test_the_progress_asks_again_and_leaves_by_itself(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    record = row(app)
    seen = record.version * 10_000_000 + record.rows_done
    part = {"HX-Request": "true"}
    assert clerk.get(f"{address}?seen={seen}", headers=part).status_code == 204
    assert 'id="working"' in clerk.get(f"{address}?seen=0", headers=part).text
    work(app)
    assert clerk.get(f"{address}?seen={seen}", headers=part).headers["HX-Refresh"] == "true"


def test_an_unreadable_file_says_why(app, clerk):
    answer = clerk.post("/imports", data={"kind": "customers", "file": (io.BytesIO("客户名称,手机号\n".encode()), "空.csv")})
    work(app)
    assert "No rows were found below the headings." in clerk.get(answer.headers["Location"]).text
    assert "没有读到" in clerk.get("/imports?lang=zh").text


def test_only_those_with_the_right_import(client):
    for who, status in (("advisor", 403), ("service", 403), ("reception", 403), ("marketing", 200), ("admin", 200)):
        assert sign_in(client, who).get("/imports").status_code == status


def test_another_store_does_not_see_it(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL]).headers["Location"]
    work(app)
    other = sign_in(app.test_client(), "other_clerk")
    for path in (address, f"{address}/refused.xlsx"):
        assert other.get(path).status_code == 404
    for verb in ("mapping", "confirmation", "cancellation"):
        assert other.post(f"{address}/{verb}").status_code == 404
    assert "客户.xlsx" not in other.get("/imports").text


def test_the_pages_cost_the_same_for_one_and_for_fifty_rows(app, clerk):
    many = [[f"客户{n}", f"138000{n:05d}", f"粤B{n:05d}", "", "", "", ""] for n in range(60)]
    for rows in ([CARL], many):
        address = send(clerk, [CUSTOMER_HEADINGS, *rows]).headers["Location"]
        work(app)
        record = row(app)
        columns(clerk, address, record.mapping, record.version)
        work(app)
        clerk.get(address)
        with queries_at_most(8):
            assert "Write" in clerk.get(address).text
    with queries_at_most(8):
        clerk.get("/imports")
    page = clerk.get(f"{address}?show=new&after=51").text
    assert "row 52" in page and "row 61" in page


def test_every_page_speaks_chinese(app, clerk):
    address = send(clerk, [CUSTOMER_HEADINGS, CARL, BAD]).headers["Location"]
    assert "正在读" in clerk.get(f"{address}?lang=zh").text
    work(app)
    assert "对列" in clerk.get(f"{address}?lang=zh").text
    record = row(app)
    columns(clerk, address, record.mapping, record.version)
    work(app)
    page = clerk.get(f"{address}?lang=zh&show=refused").text
    assert "试跑完了" in page and "手机号要 11 位，现在是 10 位" in page
    assert "导入" in clerk.get("/imports?lang=zh").text


def test_hostile_names_are_shown_as_text(app, clerk):
    evil = "<script>alert(1)</script>"
    address = send(clerk, [[evil, "手机号", "车牌"], [evil, 13812345678, ""]], name=f"../../{evil}.xlsx").headers["Location"]
    work(app)
    assert evil not in clerk.get(address).text
    assert evil not in clerk.get("/imports").text
    columns(clerk, address, ["name", "phone", ""], row(app).version)
    work(app)
    assert evil not in clerk.get(f"{address}?show=new").text
