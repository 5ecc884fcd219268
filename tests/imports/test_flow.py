"""From the file to the rows, through the real jobs: dry run, writing, the same file again, counts that add up."""

from __future__ import annotations

import io
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from crm.customers.models import Customer
from crm.imports import actions, queries
from crm.imports.models import Import, ImportFile, ImportRow
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit
from jobs.runner import run_all
from tests.imports.files import CUSTOMER_HEADINGS, VISIT_HEADINGS, text, workbook
from tests.support import stamp_of

VIN = "LSVAA4187E2123456"


def upload(rows: list[list[Any]], kind: str = "customers", name: str = "客户档案.xlsx") -> Import:
    content = workbook(rows)
    file = SimpleNamespace(stream=io.BytesIO(content), filename=name)
    record = actions.upload(kind=kind, file=file, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    return again(record)


def again(record: Import) -> Import:
    db.session.expire_all()
    return db.session.get_one(Import, inspect(record).identity[0])


def checked(record: Import, mapping: list[str] | None = None) -> Import:
    actions.check_columns(record, mapping=mapping or record.mapping, version=record.version, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    return again(record)


def written(record: Import) -> Import:
    actions.confirm(record, version=record.version, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    return again(record)


def brought_in(rows: list[list[Any]], kind: str = "customers") -> Import:
    record = written(checked(upload(rows, kind)))
    assert record.state == "done"
    adds_up(record)
    return record


def adds_up(record: Import) -> None:
    parts = [record.rows_new, record.rows_changed, record.rows_same, record.rows_held, record.rows_refused]
    assert record.rows_read == sum(parts)


def verdicts(record: Import) -> list[str]:
    return list(db.session.scalars(select(ImportRow.verdict).where(ImportRow.import_id == record.id).order_by(ImportRow.row_no)))


def reasons(record: Import) -> list[str]:
    return list(db.session.scalars(select(ImportRow.reason_code).where(ImportRow.import_id == record.id).order_by(ImportRow.row_no)))


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


CARL = ["周建国", 13812345678, "粤B12345", VIN, "澄野 L5", 64000, date(2026, 3, 5)]
VERA = ["林芳", "13900001111", "粤BD12345", "", "澄野 E5", "1.9万", "20260301"]


def test_the_rows_are_staged_encrypted_and_the_columns_are_guessed(inside):
    record = upload([CUSTOMER_HEADINGS, CARL, VERA])
    assert (record.state, record.rows_read) == ("mapped", 2)
    assert record.mapping == ["name", "phone", "plate", "vin", "model", "mileage_km", "last_visit_on"]
    raw = str(db.session.connection().exec_driver_sql("SELECT * FROM import_rows").all())
    assert "13812345678" not in raw and "周建国" not in raw
    assert count(ImportFile) == 1  # it may still be read in another way …
    checked(record)
    assert count(ImportFile) == 0  # … until the dry run begins


def test_nothing_is_written_before_the_dry_run_is_confirmed(inside):
    record = checked(upload([CUSTOMER_HEADINGS, CARL, VERA]))
    assert (record.state, record.rows_new) == ("checked", 2)
    assert count(Customer) == count(Vehicle) == count(ServiceVisit) == 0


def test_new_customers_come_with_car_last_visit_and_next_maintenance(inside):
    brought_in([CUSTOMER_HEADINGS, CARL, VERA])
    carl = db.session.scalars(select(Customer).where(Customer.name == "周建国")).one()
    car = db.session.scalars(select(Vehicle).where(Vehicle.customer_id == carl.id)).one()
    assert (carl.phone, carl.source, car.vin, car.plate, car.mileage_km, car.mileage_on) == (
        "13812345678", "import", VIN, "粤B12345", 64000, date(2026, 3, 5),
    )  # fmt: skip
    visit = db.session.scalars(select(ServiceVisit).where(ServiceVisit.vehicle_id == car.id)).one()
    assert (visit.came_on, visit.mileage_km, visit.paid_fen) == (date(2026, 3, 5), 64000, 0)
    assert db.session.scalars(select(Vehicle.energy).where(Vehicle.plate_index.is_not(None)).order_by(Vehicle.id)).all() == ["fuel", "nev"]


def test_imported_customers_are_found_by_search(inside):
    from crm.customers.models import SearchTerm
    from crm.shared.crypto import blind

    brought_in([CUSTOMER_HEADINGS, CARL])
    terms = set(db.session.scalars(select(SearchTerm.term)))
    assert {"=" + blind(1, "last4", "5678"), "=" + blind(1, "vin6", VIN[-6:]), "周建国", "zjg"} <= terms


def test_the_same_file_again_changes_nothing(inside):
    rows = [CUSTOMER_HEADINGS, CARL, VERA, ["", "1380013800", "", "", "", "", ""], ["李四", "13812345678", "", "", "", "", ""]]
    brought_in(rows)
    before = [count(model) for model in (Customer, Vehicle, ServiceVisit)]
    second = brought_in(rows)
    assert (second.rows_new, second.rows_changed, second.rows_same) == (0, 0, 2)
    assert (second.rows_held, second.rows_refused) == (1, 1)
    assert [count(model) for model in (Customer, Vehicle, ServiceVisit)] == before


def test_a_changed_value_is_shown_old_and_new_and_then_written(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    record = checked(upload([CUSTOMER_HEADINGS, [*CARL[:5], 71000, date(2026, 6, 1)]]))
    row = queries.rows_of(record.id, "changed")[0]
    assert row.changes == [["mileage_km", 64000, 71000], ["last_visit_on", "2026-03-05", "2026-06-01"]]
    written(record)
    assert db.session.scalar(select(Vehicle.mileage_km)) == 71000


def test_an_empty_cell_erases_nothing(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    record = brought_in([CUSTOMER_HEADINGS, ["", 13812345678, "", VIN, "", "", ""]])
    assert record.rows_same == 1
    assert db.session.scalar(select(Vehicle.plate)) == "粤B12345"


def test_a_mileage_does_not_go_down(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    record = brought_in([CUSTOMER_HEADINGS, [*CARL[:5], 31000, date(2026, 3, 5)]])
    assert reasons(record) == ["imports.km_lower"]
    assert db.session.scalar(select(Vehicle.mileage_km)) == 64000


def test_a_shorter_name_does_not_replace_a_full_one_but_a_fuller_one_does(inside):
    brought_in([CUSTOMER_HEADINGS, ["周先生", *CARL[1:]]])
    assert db.session.scalar(select(Customer.name)) == "周"
    assert brought_in([CUSTOMER_HEADINGS, CARL]).rows_changed == 1
    assert brought_in([CUSTOMER_HEADINGS, ["周先生", *CARL[1:]]]).rows_same == 1
    assert db.session.execute(select(Customer.name, Customer.sex)).one() == ("周建国", "m")


@pytest.mark.parametrize(
    ("row", "reason"),
    [(["李四", 13812345678, "", "", "", "", ""], "imports.other_name"),
     (["李四", "13700000000", "粤B12345", "", "", "", ""], "imports.car_of_other"),
     (["李四", "", "", VIN, "", "", ""], "imports.car_of_other"),
     (["周建国", 13812345678, "粤B12345", "LSVAA4187E2999999", "", "", ""], "imports.two_cars")],
)  # fmt: skip
def test_suspected_duplicates_are_held_for_a_person(inside, row, reason):
    brought_in([CUSTOMER_HEADINGS, CARL])
    before = [count(model) for model in (Customer, Vehicle, ServiceVisit)]
    record = brought_in([CUSTOMER_HEADINGS, row])
    assert (verdicts(record), reasons(record)) == (["held"], [reason])
    assert [count(model) for model in (Customer, Vehicle, ServiceVisit)] == before


def test_one_file_may_hold_two_cars_of_one_customer(inside):
    record = brought_in([CUSTOMER_HEADINGS, CARL, ["周建国", 13812345678, "粤BD12345", "", "澄野 E5", "", ""]])
    assert (record.rows_new, count(Customer), count(Vehicle)) == (2, 1, 2)


def test_rows_of_one_file_that_contradict_each_other_are_held_and_stay_so(inside):
    rows = [CUSTOMER_HEADINGS, CARL, CARL, [*CARL[:4], "别的车型", *CARL[5:]]]
    first = brought_in(rows)
    assert verdicts(first) == ["new", "same", "held"]
    assert verdicts(brought_in(rows)) == ["same", "same", "held"]
    assert db.session.scalar(select(Vehicle.model)) == "澄野 L5"


def test_a_phone_changes_when_name_and_car_agree(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    record = brought_in([CUSTOMER_HEADINGS, ["周建国", "13700000000", *CARL[2:]]])
    assert record.rows_changed == 1
    assert db.session.scalar(select(Customer.phone)) == "13700000000"


def test_a_plate_that_came_later_goes_to_the_car_without_one(inside):
    brought_in([CUSTOMER_HEADINGS, ["周建国", 13812345678, "未上牌", VIN, "澄野 L5", "", ""]])
    brought_in([CUSTOMER_HEADINGS, ["周建国", 13812345678, "粤B12345", "", "澄野 L5", "", ""]])
    assert db.session.execute(select(Vehicle.vin, Vehicle.plate)).one() == (VIN, "粤B12345")


def test_a_row_without_anything_to_know_the_customer_by_is_refused(inside):
    record = brought_in([CUSTOMER_HEADINGS, ["周建国", "", "", "", "", "", ""], ["", "", "粤B12345", "", "", "", ""]])
    assert reasons(record) == ["imports.nothing_to_match", "imports.no_owner"]


def test_another_store_is_another_world(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    file = SimpleNamespace(stream=io.BytesIO(workbook([CUSTOMER_HEADINGS, CARL])), filename="x.xlsx")
    record = actions.upload(kind="customers", file=file, stamp=stamp_of("other_clerk"))
    db.session.commit()
    run_all()
    record = checked(again(record))
    assert record.rows_new == 1
    assert queries.import_for(stamp_of("clerk").by, record.id) is None


# ---------------------------------------------------------------- service visits

R1 = ["R001", "粤B12345", VIN, "", "", date(2026, 3, 5), 64000, "常规保养", 640, "自费"]


def test_a_visit_finds_its_car_and_the_car_its_next_maintenance(inside):
    brought_in([CUSTOMER_HEADINGS, [*CARL[:5], "", ""]])
    record = brought_in([VISIT_HEADINGS, R1], "service_visits")
    visit = db.session.scalars(select(ServiceVisit)).one()
    assert (visit.job, visit.paid_fen, visit.warranty_fen, visit.order_no, visit.import_id) == ("maintenance", 64000, 0, "R001", record.id)
    car = db.session.scalars(select(Vehicle)).one()
    assert (car.mileage_km, car.mileage_on, car.next_due_reason) == (64000, date(2026, 3, 5), "vehicles.next_by_km")
    assert (car.next_due_on, car.next_due_km) == (date(2026, 8, 31), 71500)


@pytest.mark.parametrize(("payer", "columns"), [("自费", (64000, 0, 0)), ("保修", (0, 64000, 0)), ("索赔", (0, 64000, 0)), ("保险", (0, 0, 64000)), ("内部", (0, 0, 0))])
def test_only_paid_work_counts_as_paid(inside, payer, columns):
    brought_in([CUSTOMER_HEADINGS, CARL])
    brought_in([VISIT_HEADINGS, [*R1[:9], payer]], "service_visits")
    row = db.session.execute(select(ServiceVisit.paid_fen, ServiceVisit.warranty_fen, ServiceVisit.insurance_fen).where(ServiceVisit.order_no == "R001")).one()
    assert tuple(row) == columns


def test_lines_of_one_order_are_one_visit_and_add_up(inside):
    brought_in([CUSTOMER_HEADINGS, CARL])
    rows = [VISIT_HEADINGS, R1, [*R1[:7], "更换雨刮", 120, "自费"], [*R1[:7], "召回检查", 300, "索赔"], R1]
    record = brought_in(rows, "service_visits")
    assert verdicts(record) == ["changed", "changed", "changed", "same"]  # the bare visit of the customers' file is completed
    visit = db.session.scalars(select(ServiceVisit)).one()
    assert (visit.paid_fen, visit.warranty_fen, visit.item, visit.job) == (76000, 30000, "常规保养；更换雨刮；召回检查", "maintenance")
    assert verdicts(brought_in(rows, "service_visits")) == ["same"] * 4


def test_an_unknown_car_is_filed_with_its_owner(inside):
    rows = [VISIT_HEADINGS, ["R002", "粤B88888", "", "13700001111", "赵先生", "2026/2/1", 8000, "首保", 0, "保修"],
            ["R003", "粤B88888", "", "", "", "2026/3/1", 9000, "维修", 100, "自费"]]  # fmt: skip
    record = brought_in(rows, "service_visits")
    assert (verdicts(record), count(Customer), count(Vehicle), count(ServiceVisit)) == (["new", "new"], 1, 1, 2)
    assert brought_in(rows, "service_visits").rows_same == 2


def test_a_visit_that_belongs_nowhere_is_refused(inside):
    rows = [VISIT_HEADINGS, ["R1", "粤B77777", "", "", "", "2026/3/1", 1, "维修", 1, "自费"], ["R2", "", "", "13700001111", "", "2026/3/1", 1, "维修", 1, "自费"],
            ["R3", "", "", "", "某人", "2026/3/1", 1, "维修", 1, "自费"], ["R4", "粤B77777", "", "13700001111", "", "", 1, "维修", 1, "自费"],
            ["R5", "粤B77777", "", "13700001111", "", "2026/3/1", 1, "维修", 1, "谁"], ["R6", "粤B77777", "", "13700001111", "", "2099/3/1", 1, "维修", 1, "自费"]]  # fmt: skip
    record = brought_in(rows, "service_visits")
    assert reasons(record) == ["imports.car_unknown", "imports.car_unknown", "imports.nothing_to_match", "imports.no_day", "imports.pay_kind_wrong", "imports.date_future"]
    assert count(Customer) == count(ServiceVisit) == 0


def test_without_an_order_number_car_day_and_job_make_the_visit(inside):
    brought_in([CUSTOMER_HEADINGS, [*CARL[:5], "", ""]])
    rows = [VISIT_HEADINGS, ["", "粤B12345", "", "", "", "2026/3/5", 64000, "保养", 500, "自费"], ["", "", VIN, "", "", "2026/3/5", 64000, "保养", 500, "自费"],
            ["", "", VIN, "", "", "2026/3/5", 64000, "保养", 900, "自费"], ["", "粤B12345", "", "", "", "2026/3/5", 64000, "钣金喷漆", 900, "保险"]]  # fmt: skip
    first = verdicts(brought_in(rows, "service_visits"))
    assert (first[0], first[3]) == ("new", "new") and "held" in first[1:3]
    assert count(ServiceVisit) == 2
    assert verdicts(brought_in(rows, "service_visits")) == ["same", *first[1:3], "same"]


def test_a_phone_with_several_cars_does_not_say_which(inside):
    brought_in([CUSTOMER_HEADINGS, CARL, ["周建国", 13812345678, "粤BD12345", "", "澄野 E5", "", ""]])
    record = brought_in([VISIT_HEADINGS, ["R9", "", "", "13812345678", "", "2026/3/6", 1, "维修", 1, "自费"]], "service_visits")
    assert reasons(record) == ["imports.several_cars"]


# ---------------------------------------------------------------- steps and stops


def test_a_mapping_needs_each_field_once_and_something_to_match_by(inside):
    record = upload([CUSTOMER_HEADINGS, CARL])
    for mapping, word in (
        (["name", "name", "", "", "", "", ""], "两列"),
        (["name", "", "", "", "", "", ""], "请指定哪一列"),
        (["name", "phone"], "对不上"),
        (["name", "phone", "evil", "", "", "", ""], "对不上"),
        (["name", "phone", "came_on", "", "", "", ""], "对不上"),
    ):
        with pytest.raises(Refused, match=word):
            actions.check_columns(record, mapping=mapping, version=record.version, stamp=stamp_of("clerk"))


def test_a_mapping_put_right_by_hand_gives_another_dry_run(inside):
    record = upload([["甲", "乙", "丙"], ["周建国", 13812345678, "粤B12345"]])
    assert record.mapping == ["", "", ""]
    record = checked(record, ["name", "phone", ""])
    assert record.rows_new == 1
    record = checked(record, ["phone", "name", ""])
    assert (record.rows_new, record.rows_refused) == (0, 1)
    record = checked(record, ["name", "phone", "plate"])
    written(record)
    assert (count(Customer), count(Vehicle)) == (1, 1)


def test_a_stale_version_is_a_conflict(inside):
    record = upload([CUSTOMER_HEADINGS, CARL])
    with pytest.raises(Stale):
        actions.check_columns(record, mapping=record.mapping, version=record.version - 1, stamp=stamp_of("clerk"))


def test_stopping_before_writing_writes_nothing(inside):
    record = checked(upload([CUSTOMER_HEADINGS, CARL]))
    actions.cancel(record, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    assert (again(record).state, count(Customer)) == ("cancelled", 0)
    with pytest.raises(Refused):
        actions.confirm(record, version=None, stamp=stamp_of("clerk"))


def test_an_unreadable_file_ends_with_its_reason(inside):
    file = SimpleNamespace(stream=io.BytesIO(text([CUSTOMER_HEADINGS])), filename="空.csv")
    record = actions.upload(kind="customers", file=file, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    record = again(record)
    assert (record.state, record.reason_code, record.rows_read, count(ImportFile)) == ("failed", "imports.no_rows", 0, 0)


def test_a_hostile_file_is_refused_at_the_door(inside):
    file = SimpleNamespace(stream=io.BytesIO(b"%PDF-1.4 hello"), filename="客户.xlsx")
    with pytest.raises(Refused) as refused:
        actions.upload(kind="customers", file=file, stamp=stamp_of("clerk"))
    assert refused.value.field == "file"
    assert count(Import) == 0
