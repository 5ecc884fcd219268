"""A file of customers with their cars."""

from __future__ import annotations

from collections.abc import Sequence

from crm.customers.models import Customer
from crm.imports.draw import draw
from crm.imports.judge import judge_car
from crm.imports.kinds.spec import KindSpec, named
from crm.imports.put import settle, write
from crm.imports.records import CarRecord
from crm.imports.rows import read_car
from crm.imports.rules import Kind
from crm.imports.scene import Judged, Line, Picture
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit


def _judge(picture: Picture, lines: Sequence[Line]) -> dict[int, Judged]:
    return {line.row_no: judge_car(line.record, picture, line.row_no) for line in lines}


SPEC = KindSpec(
    kind=Kind.CUSTOMERS,
    needed=(frozenset({"phone", "plate", "vin"}),),
    record=CarRecord,
    read=read_car,
    keys=named,
    draw=lambda stamp, records: draw(stamp.store_id, records),
    judge=_judge,
    write=write,
    fills=(Customer, Vehicle, ServiceVisit),
    settle=settle,
    follows=("jobs.retention.compute_states", "jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
)
