"""What was done on a customer's cars: the latest visits with who paid, and the visits in the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, case, func, select

from crm.customers.timeline import entries, timeline_part
from crm.shared.db import db
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

SHOWN = 8


def history_of(customer_id: int) -> Sequence[Any]:
    """The newest visits of a customer's cars; each row also carries the number and sum of paid visits (R-121)."""
    paid = case((ServiceVisit.paid_fen > 0, 1), else_=0)
    rows = (
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
    )  # fmt: skip
    return db.session.execute(rows).all()


@timeline_part("service_visit", "workshop/_entry.html")
def _visits(customer: Any) -> Select[Any]:
    """code: the job; text: what was done; more: who took it in; number: paid by the customer."""
    return entries(
        ServiceVisit, at=ServiceVisit.came_at, ref=ServiceVisit.id, code=ServiceVisit.job, text=ServiceVisit.item,
        more=ServiceVisit.advisor_name, also=ServiceVisit.order_no, number=ServiceVisit.paid_fen,
    ).where(ServiceVisit.customer_id == customer)  # fmt: skip
