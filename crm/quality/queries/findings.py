"""What was found and still holds: counted for the page, listed with what is on file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, select, true, union_all
from sqlalchemy.orm import aliased

from crm.customers.models import Customer
from crm.duplicates.models import SuspectedPair
from crm.duplicates.queries.listing import waiting
from crm.quality.models import QualityFinding, QualityVerdict
from crm.quality.queries.checks import LOOKS, Earlier, base, key_of, stale_before
from crm.quality.rules import COUNTED, DUPLICATES, SUBJECTS, Check, Subject
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

PAGE = 50


def _settled(check: Check, stamp: Stamp) -> Any:
    """Somebody has said that it is right as it stands. A stale file is asked about again after the same time."""
    one = QualityVerdict
    said = [
        one.store_id == stamp.store_id, one.check == check, one.subject_id == QualityFinding.subject_id,
        one.mark == QualityFinding.mark,
    ]  # fmt: skip
    if check is Check.STALE:
        cut = stale_before(stamp)
        said.append(one.at >= stamp.local.replace(year=cut.year, month=cut.month, day=cut.day))
    return exists().where(*said)


def holds(check: Check, stamp: Stamp) -> Any:
    """A finding of this check that is still true: the same value stands there, and it is still wrong."""
    look = LOOKS[check]
    return and_(look.wrong(stamp), look.mark == QualityFinding.mark)


def standing(check: Check, stamp: Stamp) -> Any:
    """The rows of a check's list: (subject_id, mark). It begins with the findings, however many rows there are."""
    mine = (QualityFinding.store_id == stamp.store_id, QualityFinding.check == check)
    subject = base(check, stamp.store_id, literal(1)).where(key_of(check) == QualityFinding.subject_id)
    true = subject.where(holds(check, stamp)).correlate(QualityFinding).exists()
    return select(QualityFinding.subject_id, QualityFinding.mark).where(*mine, true, ~_settled(check, stamp))


def counts(stamp: Stamp, most: int | None = COUNTED + 1, *, only: Check | None = None) -> dict[str, int]:
    """How many rows each list has, and the pairs that may be one person; one statement, each count capped."""
    asked = [only] if only else list(Check)
    parts: list[Any] = [_count(check, standing(check, stamp), most) for check in asked]
    if only is None:
        parts.append(_count(DUPLICATES, _pairs(stamp), most))
    rows: Any = db.session.execute(_together(parts))
    return {check: int(n) for check, n in rows}


def _together(parts: list[Any]) -> Any:
    return union_all(*parts) if len(parts) > 1 else parts[0]


def _count(name: str, rows: Select[Any], most: int | None) -> Any:
    return select(literal(name), func.count()).select_from(rows.limit(most).subquery())


def _pairs(stamp: Stamp) -> Select[Any]:
    """The pairs that the duplicates' own page lists."""
    a, b = aliased(Customer), aliased(Customer)
    return (
        select(literal(1).label("one"))
        .select_from(SuspectedPair)
        .join(a, and_(a.id == SuspectedPair.a_id, a.archived_at.is_(None)))
        .join(b, and_(b.id == SuspectedPair.b_id, b.archived_at.is_(None)))
        .where(waiting(stamp.store_id, stamp.today))
    )


def pairs(stamp: Stamp) -> int:
    """All pairs that may be one person, uncapped: for the trend."""
    return db.session.scalar(select(func.count()).select_from(_pairs(stamp).subquery())) or 0


_PERSON = (
    Customer.id.label("customer_id"), Customer.name, Customer.sex, Customer.kind, Customer.phone, Customer.created_at,
    Customer.version.label("customer_version"),
)  # fmt: skip
_CAR = (
    Vehicle.id.label("vehicle_id"), Vehicle.plate, Vehicle.vin, Vehicle.energy, Vehicle.model, Vehicle.series,
    Vehicle.bought_on, Vehicle.version.label("car_version"),
)  # fmt: skip
_VISIT = (
    ServiceVisit.came_on, ServiceVisit.mileage_km, Earlier.came_on.label("before_on"),
    Earlier.mileage_km.label("before_km"), Earlier.id.label("before_id"),
)  # fmt: skip
_COLUMNS: dict[Subject, tuple[Any, ...]] = {
    Subject.CUSTOMER: _PERSON, Subject.CAR: (*_PERSON, *_CAR), Subject.VISIT: (*_PERSON, *_CAR, *_VISIT),
}  # fmt: skip


def rows(check: Check, stamp: Stamp, *, after: int = 0, only: int | None = None) -> Sequence[Any]:
    """A page of a list, by key; one more than is shown. `only`: this row, if it still stands there."""
    subject_id = QualityFinding.subject_id
    found = standing(check, stamp).where(subject_id > after, subject_id == only if only is not None else true())
    page = found.order_by(subject_id).limit(PAGE + 1).subquery()
    shown = (key_of(check).label("id"), page.c.mark, *_COLUMNS[SUBJECTS[check]])
    listed = base(check, stamp.store_id, *shown).join(page, page.c.subject_id == key_of(check))
    return db.session.execute(listed.order_by(key_of(check))).all()


def marks(check: Check, keys: Sequence[int], stamp: Stamp) -> dict[int, str]:
    """Of these rows those that still stand in the list, with the value that was looked at."""
    found = standing(check, stamp).where(QualityFinding.subject_id.in_(keys))
    return {row.subject_id: row.mark for row in db.session.execute(found)}


def there(check: Check, subject_id: int, store_id: int) -> bool:
    """Whether the row is one of this store, right or wrong."""
    table: Any = {Subject.CUSTOMER: Customer, Subject.CAR: Vehicle, Subject.VISIT: ServiceVisit}[SUBJECTS[check]]
    return db.session.scalar(select(table.id).where(table.id == subject_id, table.store_id == store_id)) is not None
