"""What was done on a customer's cars: the latest visits with who paid, and the visits in the timeline."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, select

from crm.customers.timeline import entries, timeline_part
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit

SHOWN = 8


class Visited(NamedTuple):
    """A visit with its lines; a visit of which only the day is known has none."""

    visit: Any
    lines: list[Any]


def history_of(customer_id: int) -> list[Visited]:
    """The newest visits of a customer's cars with their lines; each also carries the number and sum of paid visits."""
    paid = case((ServiceVisit.paid_fen > 0, 1), else_=0)
    newest = (
        select(
            ServiceVisit.id, ServiceVisit.came_on, ServiceVisit.mileage_km, ServiceVisit.order_no, ServiceVisit.job,
            ServiceVisit.item, ServiceVisit.paid_fen, ServiceVisit.warranty_fen, ServiceVisit.insurance_fen,
            ServiceVisit.advisor_name, Vehicle.plate, Vehicle.energy, Vehicle.model,
            func.count().over().label("visits"), func.sum(paid).over().label("visits_paid"),
            func.sum(ServiceVisit.paid_fen).over().label("spend_fen"),
        )
        .join(Vehicle, Vehicle.id == ServiceVisit.vehicle_id)
        .where(ServiceVisit.customer_id == customer_id)
        .order_by(ServiceVisit.came_on.desc(), ServiceVisit.id.desc())
        .limit(SHOWN)
        .subquery()
    )  # fmt: skip
    line = ServiceLine
    columns = (line.line_no, line.item, line.job, line.paid_fen, line.warranty_fen, line.insurance_fen)
    rows = db.session.execute(
        select(newest, *(column.label(f"of_{column.key}") for column in columns))
        .outerjoin(line, line.visit_id == newest.c.id)
        .order_by(newest.c.came_on.desc(), newest.c.id.desc(), line.line_no)
    )
    together = (list(mine) for _id, mine in groupby(rows, key=lambda row: row.id))
    return [Visited(mine[0], [row for row in mine if row.of_line_no is not None]) for mine in together]


@timeline_part("service_visit", "workshop/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    """code: the job; text: what was done; more: who took it in; number: paid by the customer."""
    return entries(
        ServiceVisit, at=ServiceVisit.came_at, ref=ServiceVisit.id, code=ServiceVisit.job, text=ServiceVisit.item,
        more=ServiceVisit.advisor_name, also=ServiceVisit.order_no, number=ServiceVisit.paid_fen,
    ).where(ServiceVisit.customer_id == customer)  # fmt: skip
