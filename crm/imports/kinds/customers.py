"""A file of customers with their cars, and what another system has counted about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.customers.models import Customer
from crm.imports.draw import draw
from crm.imports.judge import judge_car
from crm.imports.judge_policies import told_by
from crm.imports.kinds.spec import KindSpec, blinds, named
from crm.imports.people import energy_of, told_person
from crm.imports.put import settle, write
from crm.imports.reading import cells
from crm.imports.records import CarRecord
from crm.imports.rows import Row, RowRefused, count, credit_code
from crm.imports.rules import Kind
from crm.imports.scene import Judged, Line, Picture
from crm.imports.wording import worded
from crm.insurance.models import InsurancePolicy
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit


def read_car(row: Row, today: date) -> CarRecord:
    """A row of a customers' file; raises RowRefused with the first thing that is wrong with it."""
    plate, code = row.read("plate", cells.plate), row.read("credit_code", credit_code)
    person = told_person(row)
    last_visit_on, left_on = row.day("last_visit_on", today), row.day("left_on", today)
    record = CarRecord(
        **{**person, "kind": "company" if code else person["kind"]},
        credit_code=code,
        plate=plate,
        vin=row.read("vin", cells.vin),
        engine_no=row.text("engine_no", 40),
        model=row.text("model"),
        series=row.text("series", 60),
        colour=row.text("colour", 40),
        energy=energy_of(row.text("energy", 30), plate),
        bought_on=row.day("bought_on", today),
        registered_on=row.day("registered_on", today),
        inspection_on=row.day("inspection_on"),
        commercial_end_on=row.day("commercial_end_on"),
        compulsory_end_on=row.day("compulsory_end_on"),
        insurer=row.text("insurer", 60),
        mileage_km=row.read("mileage_km", cells.mileage, None),
        last_visit_on=last_visit_on or left_on,
        left_on=left_on if left_on and left_on >= (last_visit_on or left_on) else None,  # else of the visit before
        advisor_name=row.text("advisor_name", 40),
        last_service_on=row.day("last_service_on", today),
        last_service_km=row.read("last_service_km", cells.mileage, None),
        told_due_on=row.day("told_due_on"),
        told_due_km=row.read("told_due_km", cells.mileage, None),
        told_visits=row.read("told_visits", count, None),
        told_spend_fen=row.read("told_spend_fen", cells.amount_fen, None),
        told_status=row.text("told_status", 40),
        warranty_end_on=row.day("warranty_end_on"),
        sanbao_end_on=row.day("sanbao_end_on"),
        filed_on=row.day("filed_on", today),
        note=row.read("note", cells.note),
    )
    if not (record.phone or record.has_car or record.credit_code):
        raise RowRefused("imports.nothing_to_match")
    return record


def _keys(store_id: int, record: CarRecord) -> set[str]:
    return named(store_id, record) | blinds(store_id, [("code", record.credit_code)])


def _draw(stamp: Stamp, records: Sequence[CarRecord]) -> Picture:
    return draw(stamp.store_id, records, policies=any(told_by(one) for one in records))


def _judge(picture: Picture, lines: Sequence[Line]) -> dict[int, Judged]:
    return {one.row_no: judge_car(worded(one.record, picture.words), picture, one.row_no) for one in lines}


SPEC = KindSpec(
    kind=Kind.CUSTOMERS,
    needed=(frozenset({"phone", "plate", "vin", "credit_code"}),),
    record=CarRecord,
    read=read_car,
    keys=_keys,
    draw=_draw,
    judge=_judge,
    write=write,
    fills=(Customer, Vehicle, ServiceVisit, InsurancePolicy),
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
)
