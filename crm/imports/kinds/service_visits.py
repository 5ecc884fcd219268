"""A workshop's file: rows of one order are lines of one visit."""

from __future__ import annotations

from crm.customers.models import Customer
from crm.imports.draw import draw
from crm.imports.judge_visits import judge_visit
from crm.imports.kinds.spec import KindSpec, blinds, named
from crm.imports.put import settle, write
from crm.imports.records import VisitRecord
from crm.imports.rows import read_visit
from crm.imports.rules import Kind
from crm.imports.scene import order_key
from crm.shared.crypto import blind
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit


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


SPEC = KindSpec(
    kind=Kind.SERVICE_VISITS,
    needed=(frozenset({"phone", "plate", "vin"}), frozenset({"came_on"})),
    record=VisitRecord,
    read=read_visit,
    keys=named,
    draw=lambda stamp, records: draw(stamp.store_id, records),
    judge=lambda picture, lines: judge_visit(lines, picture),
    write=write,
    fills=(Customer, Vehicle, ServiceVisit),
    group=_group,
    makers=("imports.new_visit_and_car",),
    near=_near,
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
)
