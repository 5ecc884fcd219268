"""The two sample workbooks of docs/samples: what becomes of each of their rows, and the tour's figures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from crm.customers.models import Customer
from crm.imports import actions
from crm.imports.models import Import, ImportRow
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from jobs.runner import run_all
from tests.imports.test_flow import adds_up, again, checked, count, reasons, verdicts, written
from tests.support import stamp_of

SAMPLES = Path(__file__).resolve().parents[2] / "docs" / "samples"


def bring_in(name: str, kind: str) -> Import:
    with (SAMPLES / name).open("rb") as content:
        record = actions.upload(kind=kind, file=SimpleNamespace(stream=content, filename=name), stamp=stamp_of("clerk"))
        db.session.commit()
    run_all()
    record = written(checked(again(record)))
    adds_up(record)
    return record


def by_name(record: Import) -> dict[int, tuple[str, str]]:
    rows = select(ImportRow.row_no, ImportRow.outcome, ImportRow.reason_code).where(ImportRow.import_id == record.id)
    return {row.row_no: (row.outcome, row.reason_code) for row in db.session.execute(rows)}


def test_the_customers_sample(inside):
    record = bring_in("customers-with-vehicles.xlsx", "customers")
    assert record.about["heading_row"] == 2 and record.about["sheet"] == "客户车辆"
    assert record.mapping == ["name", "phone", "plate", "vin", "model", "bought_on", "last_service_on", "last_service_km", "last_visit_on", "mileage_km", "note"]
    assert verdicts(record) == ["new"] * 11 + ["held"] + ["refused"] * 4 + ["changed"]  # its remark is added
    assert reasons(record)[11:16] == ["imports.row_differs", "imports.phone_length", "imports.vin_length", "imports.date_month", "imports.nothing_to_match"]
    assert (count(Customer), count(Vehicle)) == (9, 11)
    ma = db.session.scalars(select(Vehicle).join(Customer, Customer.id == Vehicle.customer_id).where(Customer.name == "马")).one()
    assert (ma.plate, ma.mileage_km, str(ma.bought_on)) == ("粤B07K26", 36400, "2022-06-01")
    white = db.session.scalars(select(Customer).where(Customer.name == "白")).one()
    assert (white.phone, white.phone2, white.sex) == ("13800010004", "13900020004", "f")
    assert db.session.scalar(select(Customer.kind).where(Customer.phone_index.is_not(None), Customer.name.like("%公司"))) == "company"


def test_the_visits_sample_after_the_customers(inside):
    bring_in("customers-with-vehicles.xlsx", "customers")
    record = bring_in("service-visits.xlsx", "service_visits")
    found = by_name(record)
    assert [found[row][0] for row in (2, 3, 4, 5, 6, 7, 8)] == ["changed"] * 7  # the days were known, now with their work
    assert found[13] == ("new", "imports.new_visit_and_car")
    assert [found[row] for row in (14, 15, 16, 17)] == [
        ("refused", "imports.car_unknown"), ("refused", "imports.pay_kind_wrong"), ("refused", "imports.no_day"), ("refused", "imports.nothing_to_match"),
    ]  # fmt: skip
    first = db.session.scalars(select(ServiceVisit).where(ServiceVisit.order_no == "GD2509001")).one()
    assert (first.paid_fen, first.item) == (76000, "小保养；更换雨刮")
    both = db.session.scalars(select(ServiceVisit).where(ServiceVisit.order_no == "GD2504010")).one()
    assert (both.paid_fen, both.warranty_fen) == (64000, 18000)


@pytest.mark.parametrize("order", [("customers", "service_visits"), ("service_visits", "customers")])
def test_either_order_and_again_changes_nothing(inside, order):
    names = {"customers": "customers-with-vehicles.xlsx", "service_visits": "service-visits.xlsx"}
    for kind in (*order, *order):  # what the second file added may complete the first one's rows once
        bring_in(names[kind], kind)
    before = [count(model) for model in (Customer, Vehicle, ServiceVisit)]
    for kind in order:
        record = bring_in(names[kind], kind)
        assert (record.rows_new, record.rows_changed) == (0, 0)
    assert [count(model) for model in (Customer, Vehicle, ServiceVisit)] == before


def test_the_script_makes_the_files_that_are_there(tmp_path):
    spec = importlib.util.spec_from_file_location("samples_make", SAMPLES / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for name, write in (("customers-with-vehicles.xlsx", make.customers), ("service-visits.xlsx", make.service_visits)):
        write(tmp_path / name)
        fresh, kept = (CalamineWorkbook.from_path(str(folder / name)).get_sheet_by_index(0).to_python() for folder in (tmp_path, SAMPLES))
        assert fresh == kept
