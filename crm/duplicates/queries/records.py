"""Files as the matcher reads them, opened a few hundred at a time."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from crm.customers.models import Customer
from crm.duplicates.rules import Record
from crm.shared.crypto import keys
from crm.shared.db import db
from crm.vehicles.models import Vehicle


def records(store_id: int, ids: Collection[int]) -> dict[int, Record]:
    """The live files among these ids with their cars; two statements."""
    cars: defaultdict[int, list[tuple[str | None, str | None]]] = defaultdict(list)
    mine = (Vehicle.store_id == store_id, Vehicle.customer_id.in_(ids), Vehicle.archived_at.is_(None))
    for car in db.session.execute(select(Vehicle.customer_id, Vehicle.plate, Vehicle.vin).where(*mine)):
        cars[car.customer_id].append((car.plate, car.vin))
    rows = db.session.execute(
        select(
            Customer.id, Customer.name, Customer.sex, Customer.phone, Customer.phone2, Customer.kind,
            Customer.credit_code,
        ).where(Customer.store_id == store_id, Customer.id.in_(ids), Customer.archived_at.is_(None))
    )  # fmt: skip
    return {
        row.id: Record(
            name=row.name, sex=row.sex, phones=tuple(filter(None, (row.phone, row.phone2))), kind=row.kind,
            code=row.credit_code or "", plates=tuple(sorted(plate for plate, _vin in cars[row.id] if plate)),
            vins=tuple(sorted(vin for _plate, vin in cars[row.id] if vin)),
        )
        for row in rows
    }  # fmt: skip


def digest(a: Record, b: Record) -> str:
    """Tells whether either file has changed since, and nothing else: keyed, like every index."""
    return base64.urlsafe_b64encode(keys.mac(repr((a, b)))[:16]).rstrip(b"=").decode()
