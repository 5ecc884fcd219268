"""kill -9 while a file is written: the next worker begins it again, there is one file, and no row is counted twice."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crm.customers.models import Customer
from crm.exports.models import Export
from crm.exports.queries import taken_today
from crm.shared.blobs import Blob, open_blob
from crm.shared.clock import clock
from crm.shared.db import db, insert_rows
from jobs.runner import run_all, run_tick
from tests.exports.files import rows_of
from tests.makers import make_export
from tests.support import stamp_of
from tests.torture.conftest import House

ROWS = 4_500  # two looks on the way whether it was called off


@pytest.mark.databases("sqlite")
def test_killed_anywhere_it_is_made_once(house: House) -> None:
    run_tick(clock.now())
    run_all()  # what the timetable owes is done, so that the killed workers have this one job
    now = stamp_of("admin").at
    insert_rows(Customer, [{"store_id": 1, "lot": n, "name": f"Carl {n}", "created_at": now} for n in range(ROWS)])
    rows = db.session.scalar(select(func.count()).select_from(Customer).where(Customer.store_id == 1))
    export_id = make_export(form="csv").id
    db.session.commit()
    assert house.work_off(house.worker("bulk", CRASH_AT="checkpoint:4")) == [137]  # in the middle of the rows
    house.a_minute_later()
    assert house.work_off(house.worker("bulk")) == [0]
    db.session.rollback()
    export = db.session.get_one(Export, export_id, populate_existing=True)
    assert (export.state, export.rows_done, export.rows_due, export.counted) == ("done", rows, rows, rows)
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 1
    content = open_blob(db.session.get_one(Blob, export.blob_id)) or b""
    assert len(rows_of(content)) == rows + 2 and taken_today(stamp_of("manager")) == rows
    db.session.rollback()
