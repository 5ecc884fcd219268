"""What can go wrong with an export: called off, killed, too long, nobody left to approve, wrong input, double taps."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.exports import making, queries, reading
from crm.exports.models import Export
from crm.shared import settings
from crm.shared.blobs import Blob, erase_due
from crm.shared.db import db, insert_rows
from crm.shared.queue import Outbox
from tests.exports.files import WHY, ask, row, rows_of, take, work
from tests.makers import make_customer, make_export, make_lead
from tests.support import queries_at_most, sign_in, stamp_of


@pytest.fixture
def people(app: Any) -> Any:
    with app.app_context():
        for number in range(5):
            make_customer(f"Carl {number}", f"1380000000{number}")
        db.session.commit()
    return app


def test_wrong_input_is_said_and_kept(people, client):
    manager = sign_in(client, "manager")
    bare = manager.post("/exports", data={"sheet": "customers.customers", "form": "xlsx"})
    assert bare.status_code == 422 and "Say what the file is for." in bare.text
    short = manager.post("/exports", data={"sheet": "customers.customers", "form": "xlsx", "purpose": "calls", "note": "x", "f.kind": "company"})
    assert short.status_code == 422 and 'value="x"' in short.text and 'name="f.kind" value="company"' in short.text
    for wrong in ({"form": "exe"}, {"purpose": "fun"}, {"note": "x" * 300}):
        assert manager.post("/exports", data={"sheet": "customers.customers", "form": "xlsx", **WHY, **wrong}).status_code == 422
    assert manager.get("/exports/new?sheet=nothing").status_code == 404
    assert manager.get("/exports/new?page_of=nothing").status_code == 404
    assert manager.post("/exports", data={"sheet": "nothing", "form": "xlsx", **WHY}).status_code == 404
    assert sign_in(client, "advisor").get("/exports/new?page_of=customers.index").status_code == 403
    assert sign_in(client, "care").get("/exports/new?sheet=leads.leads").status_code == 404
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(Export)) == 0


def test_two_taps_are_one_export(people, client):
    manager = sign_in(client, "manager")
    same = {"sheet": "customers.customers", "form": "xlsx", **WHY, "idempotency_key": "once"}
    first, second = (manager.post("/exports", data=same) for _tap in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(Export)) == 1


def test_only_so_many_at_once(people, client):
    manager = sign_in(client, "manager")
    for _time in range(3):
        ask(manager, "customers.customers")
    refused = manager.post("/exports", data={"sheet": "customers.customers", "form": "xlsx", **WHY})
    assert refused.status_code == 422 and "3 of your exports are under way" in refused.text


def test_called_off_before_and_while_it_is_written(people, client, monkeypatch):
    manager = sign_in(client, "manager")
    address = ask(manager, "customers.customers")
    assert manager.post(f"{address}/cancellation").status_code == 303
    work(people)
    assert row(people).state == "cancelled" and row(people).blob_id is None
    assert manager.post(f"{address}/cancellation").status_code == 422
    assert manager.post(f"{address}/download").status_code == 422
    monkeypatch.setattr(making, "STEP", 1)
    with people.app_context():
        export = make_export()
        db.session.commit()
        seen: list[int] = []

        def checkpoint() -> None:
            db.session.commit()
            if db.session.get_one(Export, export.id, populate_existing=True).rows_done >= 1 and not seen:
                seen.append(1)
                db.session.execute(Export.__table__.update().values(state="cancelled"))
                db.session.commit()

        monkeypatch.setattr(reading, "AT_ONCE", 1)
        making.write_file(export.id, stamp_of("manager"), checkpoint)
        db.session.commit()
        assert seen and db.session.scalar(select(func.count()).select_from(Blob)) == 0


def test_a_killed_worker_begins_again_and_makes_one_file(people, client, monkeypatch, tmp_path):
    monkeypatch.setattr(making, "_spool", lambda: tmp_path)
    ask(sign_in(client, "manager"), "customers.customers")
    real, died = making.keep_file, []

    def dies_once(*args: Any, **kwargs: Any) -> Any:
        if not died:
            died.append(1)
            raise SystemExit
        return real(*args, **kwargs)

    monkeypatch.setattr(making, "keep_file", dies_once)
    with pytest.raises(SystemExit):
        work(people)
    assert row(people).state == "running" and row(people).counted == 5
    with people.app_context():
        db.session.execute(Outbox.__table__.update().values(lease=None, leased_until=None))
        db.session.commit()
    work(people)
    export = row(people)
    assert (export.state, export.rows_done, export.counted) == ("done", 5, 5)
    with people.app_context():
        assert db.session.scalar(select(func.count()).select_from(Blob)) == 1
    assert not list(tmp_path.iterdir())


def test_a_list_too_long_is_refused_with_advice(people, client):
    with people.app_context():
        settings.change("exports.most_rows", 100, stamp_of("admin"))
        now = stamp_of("admin").at
        insert_rows(Customer, [{"store_id": 1, "lot": number, "created_at": now} for number in range(100)])
        db.session.commit()
    address = ask(sign_in(client, "manager"), "customers.customers")
    work(people)
    assert row(people).state == "failed" and "more than 100 rows" in client.get(address).text


def test_whoever_is_the_only_one_who_may_approve_decides_alone(people, client):
    from crm.staff.models import StaffRole

    with people.app_context():
        gina = stamp_of("gm").by.id
        db.session.query(StaffRole).filter_by(staff_id=gina).update({"role": "care"})
        db.session.commit()
    address = ask(sign_in(client, "manager"), "customers.customers", full="y")
    assert client.post(f"{address}/decision", data={"verdict": "approved"}).status_code == 303
    work(people)
    assert row(people).state == "done" and "Max" in client.get(address).text


def test_a_file_goes_on_its_day_and_says_so(people, client):
    from dataclasses import replace
    from datetime import timedelta

    address = ask(sign_in(client, "manager"), "customers.customers")
    work(people)
    with people.app_context():
        stamp = stamp_of("manager")
        assert erase_due(replace(stamp, at=stamp.at + timedelta(days=6))) == 0
        assert erase_due(replace(stamp, at=stamp.at + timedelta(days=7))) == 1
        db.session.commit()
    gone = client.post(f"{address}/download")
    assert gone.status_code == 422 and "This file is not kept any more" in gone.text
    assert "No longer kept" in client.get("/exports").text


def test_only_the_readers_rows_and_filters_sealed(people, client):
    with people.app_context():
        make_lead(name="Lena", phone="13800000091", grade="H")
        make_lead(name="Otto", phone="13800000092", grade="B")
        db.session.commit()
    answer = take(sign_in(client, "supervisor"), people, "leads.leads", **{"f.grade": "H", "f.nothing": "x"})
    assert [line[0] for line in rows_of(answer.data)[2:]] == ["Lena"]
    with people.app_context():
        sealed = db.session.connection().exec_driver_sql("SELECT filters FROM exports").scalar_one()
        args = db.session.execute(select(Outbox.args).where(Outbox.job == "jobs.exports.write_file")).scalars().all()
    export = row(people)
    assert sealed.startswith("k1.") and json.loads(export.filters or "") == {"grade": "H"} and args == [[export.id]]
    other = take(sign_in(client, "other_supervisor"), people, "leads.leads")
    assert len(rows_of(other.data)) == 2


def test_the_watermark_is_in_the_language_of_who_asked(people, client):
    with people.app_context():
        from crm.staff.models import Staff

        db.session.query(Staff).filter_by(username="manager").update({"language": "zh"})
        db.session.commit()
    rows = rows_of(take(sign_in(client, "manager"), people, "customers.customers").data)
    assert "导出人: Max (manager)" in rows[0][0] and rows[1][2] == "电话"


def test_the_pages_say_their_cost(people, client):
    manager = sign_in(client, "manager")
    for _time in range(2):
        take(manager, people, "customers.customers")
    for address in ("/exports", "/exports/log", "/exports/approvals", "/exports/new?page_of=customers.index", "/exports/1"):
        with queries_at_most(8):
            assert manager.get(address).status_code == 200


def test_a_poll_says_nothing_new(people, client):
    manager = sign_in(client, "manager")
    address = ask(manager, "customers.customers")
    export = row(people)
    seen = export.version * 10_000_000 + export.rows_done
    assert manager.get(f"{address}?seen={seen}", headers={"HX-Request": "true"}).status_code == 204
    assert "Asked for" in manager.get(f"{address}?seen=0", headers={"HX-Request": "true"}).text
    work(people)
    assert manager.get(f"{address}?seen={seen}", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    with people.app_context():
        assert queries.taken_today(stamp_of("manager")) == 5


def test_what_a_killed_worker_has_put_down_goes(inside, monkeypatch, tmp_path):
    import os

    assert making._spool().stat().st_mode & 0o77 == 0
    monkeypatch.setattr(making, "_spool", lambda: tmp_path)
    for name in ("export-old", "export-new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tmp1").write_text("13800000001")
    os.utime(tmp_path / "export-old", (1, 1))
    making.sweep(stamp_of("manager"))
    assert [one.name for one in tmp_path.iterdir()] == ["export-new"]
