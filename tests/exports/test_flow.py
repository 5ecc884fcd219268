"""A list leaves the house: asked for with its purpose, written by the job, fetched by the one who asked, logged."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from crm.exports import queries
from crm.exports.models import ExportDownload
from crm.shared.blobs import Blob
from crm.shared.db import db
from tests.exports.files import ask, name_of, row, rows_of, take, work
from tests.makers import make_customer
from tests.support import sign_in, stamp_of


@pytest.fixture
def people(app: Any) -> Any:
    with app.app_context():
        for number in range(3):
            make_customer(f"Carl {number}", f"1380000000{number}")
        db.session.commit()
    return app


def test_the_file_holds_who_when_what_for_and_masked_numbers(people, client):
    answer = take(sign_in(client, "manager"), people, "customers.customers")
    rows = rows_of(answer.data)
    assert "Exported by: Max (manager)" in rows[0][0] and "Report or meeting: month-end meeting" in rows[0][0]
    assert rows[1][:3] == ["Customer", "Kind", "Phone"]
    assert [line[2] for line in rows[2:]] == ["138****0002", "138****0001", "138****0000"]
    assert name_of(answer).startswith("Customers-") and name_of(answer).endswith("-manager-Report_or_meeting.xlsx")


def test_csv_says_the_same(people, client):
    rows = rows_of(take(sign_in(client, "manager"), people, "customers.customers", "csv").data)
    assert "Exported by: Max (manager)" in rows[0][0]
    assert [line[2] for line in rows[2:]] == ["138****0002", "138****0001", "138****0000"]


def test_each_step_is_a_row_and_each_download_too(people, client):
    manager = sign_in(client, "manager")
    address = ask(manager, "customers.customers")
    assert "Asked for" in manager.get(address).text and row(people).state == "asked"
    work(people)
    export = row(people)
    assert (export.state, export.rows_done, export.rows_due) == ("done", 3, 3)
    for _time in range(2):
        assert manager.post(f"{address}/download").status_code == 200
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(ExportDownload)) == 2
        stored = db.session.execute(select(Blob.__table__.c.content)).scalar_one()
        assert b"Carl" not in bytes(stored) and bytes(stored)[:2] != b"PK"
        kept = db.session.connection().exec_driver_sql("SELECT note FROM exports").scalar_one()
        assert kept.startswith("k1.") and "meeting" not in kept
    log = manager.get("/exports/log").text
    assert "month-end meeting" in log and "2×" in log


def test_nobody_else_may_fetch_it(people, client):
    address = ask(sign_in(client, "manager"), "customers.customers")
    work(people)
    assert sign_in(client, "gm").post(f"{address}/download").status_code == 404
    assert "only they can fetch it" in sign_in(client, "gm").get(address).text
    assert sign_in(client, "care").get(address).status_code == 404
    assert sign_in(client, "other_manager").get(address).status_code == 404
    assert sign_in(client, "other_manager").post(f"{address}/download").status_code == 404


def test_rights_are_those_of_the_moment_the_job_works(people, client):
    from crm.staff.models import Staff, StaffRole

    address = ask(sign_in(client, "care"), "customers.customers")
    with people.app_context():
        cora = db.session.scalars(select(Staff).where(Staff.username == "care")).one()
        db.session.query(StaffRole).filter_by(staff_id=cora.id).update({"role": "outlet"})
        db.session.commit()
    work(people)
    assert row(people).state == "failed" and row(people).reason_code == "exports.no_right" and address


def test_above_the_days_limit_a_manager_approves(people, client):
    from crm.shared import settings

    with people.app_context():
        settings.change("exports.rows_a_day", 2, stamp_of("admin"))
        db.session.commit()
    address = ask(sign_in(client, "care"), "customers.customers")
    work(people)
    assert row(people).state == "waiting"
    assert "3 rows; 2 of 2 are left today" in client.get(address).text
    assert client.post(f"{address}/decision", data={"verdict": "approved"}).status_code == 403
    manager = sign_in(client, "manager")
    assert "An export waits for your approval" in manager.get("/notices?seen=0").text
    assert "1</b> export waits" in manager.get("/exports/approvals").text
    assert manager.post(f"{address}/decision", data={"verdict": "approved"}).status_code == 303
    assert manager.post(f"{address}/decision", data={"verdict": "approved"}).status_code == 422
    work(people)
    assert row(people).state == "done"
    care = sign_in(client, "care")
    assert "Your export was decided" in care.get("/notices?seen=0").text
    assert len(rows_of(care.post(f"{address}/download").data)) == 5
    with people.app_context():
        assert queries.taken_today(stamp_of("care")) == 0  # what was approved does not count


def test_the_days_limit_counts_over_several_files(people, client):
    from crm.shared import settings

    with people.app_context():
        settings.change("exports.rows_a_day", 5, stamp_of("admin"))
        db.session.commit()
    care = sign_in(client, "care")
    ask(care, "customers.customers")
    work(people)
    assert row(people).state == "done"
    ask(care, "customers.customers")
    work(people)
    assert row(people).state == "waiting"  # 3 are taken, 2 left, 3 wanted


def test_numbers_in_full_wait_for_somebody_else(people, client):
    manager = sign_in(client, "manager")
    address = ask(manager, "customers.customers", full="y")
    assert row(people).state == "waiting"
    refused = manager.post(f"{address}/decision", data={"verdict": "approved"})
    assert refused.status_code == 422 and "for somebody else to approve" in refused.text
    work(people)
    gm = sign_in(client, "gm")
    assert row(people).rows_due == 3 and "<dt>Rows</dt><dd>3</dd>" in gm.get(address).text  # what is to be decided on
    blank = gm.post(f"{address}/decision", data={"verdict": "refused"})
    assert blank.status_code == 422 and "Say why, in one sentence." in blank.text
    assert gm.post(f"{address}/decision", data={"verdict": "approved", "note": "for the audit"}).status_code == 303
    work(people)
    rows = rows_of(sign_in(client, "manager").post(f"{address}/download").data)
    assert [line[2] for line in rows[2:]] == ["13800000002", "13800000001", "13800000000"]
    assert "in full, approved" in rows[0][0]


def test_not_approved_is_said_with_its_words(people, client):
    address = ask(sign_in(client, "care"), "customers.customers", full="y")
    sign_in(client, "gm").post(f"{address}/decision", data={"verdict": "refused", "note": "Masked is enough."})
    work(people)
    page = sign_in(client, "care").get(address).text
    assert "Not approved by Gina" in page and "Masked is enough." in page
    assert client.post(f"{address}/download").status_code == 422
