"""A workshop's file: rows of one order are lines of one visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm.customers.models import Customer
from crm.imports.draw import draw
from crm.imports.judge_visits import judge_visit
from crm.imports.kinds.spec import KindSpec, blinds, named
from crm.imports.put import settle, write
from crm.imports.reading import cells
from crm.imports.records import VisitRecord
from crm.imports.rows import Row, RowRefused, count
from crm.imports.rules import Kind
from crm.imports.scene import Judged, Line, Picture, order_key
from crm.imports.wording import worded
from crm.shared.crypto import blind
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit
from crm.workshop.rules import Payer, job_of, payer_of


def read_visit(row: Row, today: date) -> VisitRecord:
    """A row of a workshop's file; raises RowRefused with the first thing that is wrong with it."""
    numbers = row.read("phone", cells.phones, [])
    came_on = row.day("came_on", today)
    if came_on is None:
        raise RowRefused("imports.no_day")
    item = row.text("item", 400)
    left_on = row.day("left_on", today)
    if left_on and left_on < came_on:
        raise RowRefused("imports.dates_crossed", came_on=came_on.isoformat(), left_on=left_on.isoformat())
    paid, warranty, insurance = _amounts(row)
    record = VisitRecord(
        came_on=came_on,
        name=row.read("name", cells.name),
        phone=numbers[0] if numbers else "",
        plate=row.read("plate", cells.plate),
        vin=row.read("vin", cells.vin),
        model=row.text("model"),
        series=row.text("series", 60),
        left_on=left_on,
        mileage_km=row.read("mileage_km", cells.mileage, None),
        order_no=row.text("order_no", 60),
        line_no=row.read("line_no", count, None),
        job=job_of(row.text("job", 60), item),
        item=item,
        paid_fen=paid,
        warranty_fen=warranty,
        insurance_fen=insurance,
        advisor_name=row.text("advisor_name", 40),
    )
    if not (record.phone or record.plate or record.vin):
        raise RowRefused("imports.nothing_to_match")
    return record


def _amounts(row: Row) -> tuple[int, int, int]:
    """Paid by the customer, by warranty, by insurance. One amount goes where 付费类型 says; own columns win over it."""
    own = {field: row.read(field, cells.amount_fen, None) for field in ("paid_fen", "warranty_fen", "insurance_fen")}
    if any(value is not None for value in own.values()):
        return own["paid_fen"] or 0, own["warranty_fen"] or 0, own["insurance_fen"] or 0
    amount = row.read("amount_fen", cells.amount_fen, None) or 0
    said = row.text("pay_kind", 30)
    if row.has("pay_kind") and not said and amount:
        raise RowRefused("imports.pay_kind_missing", column=row.heading("pay_kind"))
    payer = payer_of(said) if said else Payer.CUSTOMER
    if payer is None:
        raise RowRefused("imports.pay_kind_wrong", column=row.heading("pay_kind"), value=said)
    return (
        amount if payer is Payer.CUSTOMER else 0,
        amount if payer is Payer.WARRANTY else 0,
        amount if payer is Payer.INSURANCE else 0,
    )


def _near(store_id: int, record: VisitRecord) -> set[str]:
    """Rows of one visit without an order number, of which one may name the VIN and one the plate."""
    if record.order_no:
        return set()
    return blinds(
        store_id, {("day", f"{one}|{record.came_on}") for one in (record.phone, record.vin, record.plate) if one}
    )


def _group(store_id: int, record: VisitRecord) -> str:
    """Rows of one visit share it: the order number, or the car with day and job."""
    if record.order_no:
        return blind(store_id, "order", order_key(record.order_no))
    car = record.vin or record.plate or record.phone
    return blind(store_id, "visit", f"{car}|{record.came_on}|{record.job}")


def _judge(picture: Picture, lines: Sequence[Line]) -> dict[int, Judged]:
    return judge_visit([Line(one.row_no, worded(one.record, picture.words)) for one in lines], picture)


SPEC = KindSpec(
    kind=Kind.SERVICE_VISITS,
    needed=(frozenset({"phone", "plate", "vin"}), frozenset({"came_on"})),
    record=VisitRecord,
    read=read_visit,
    keys=named,
    draw=lambda stamp, records: draw(stamp.store_id, records),
    judge=_judge,
    write=write,
    fills=(Customer, Vehicle, ServiceVisit, ServiceLine),
    group=_group,
    makers=("imports.new_visit_and_car",),
    near=_near,
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
)
