"""Setting a row right on the spot. What stood there before goes into the journal, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from crm.customers.actions import edit_customer, rewrite_search_terms
from crm.customers.models import Customer
from crm.customers.queries import has_live_lead
from crm.customers.rules import check_vin, normalise_plate, normalise_vin
from crm.dictionaries.queries import lexicon
from crm.quality.actions.looking import TOPIC, look_again
from crm.quality.models import QualityFix, QualityVerdict
from crm.quality.queries import findings
from crm.quality.rules import FIXES, SUBJECTS, UNDO_DAYS, Check, Done, Fix, Subject
from crm.shared import journal, settings
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.vehicles.actions import identify
from crm.vehicles.models import Vehicle
from crm.workshop.actions import update_readings
from crm.workshop.models import ServiceVisit

Values = dict[str, Any]


def fix(check: Check, subject_id: int, *, version: int | None = None, stamp: Stamp, **values: Any) -> QualityFix:
    """Write the right value into one row of a list; the row leaves the list when it is right now."""
    found = findings.rows(check, stamp, only=subject_id)
    if not found:
        raise Refused(_("This row has been set right already."))
    row = found[0]
    customer = db.session.get_one(Customer, row.customer_id)
    car = db.session.get_one(Vehicle, row.vehicle_id) if SUBJECTS[check] is not Subject.CUSTOMER else None
    expect_version(car or customer, version)
    with journal.batch("quality", stamp) as batch:
        batch.before(customer, *([car] if car else []))
        _WAYS[FIXES[check]](batch, row, customer, car, values, stamp)
    look_again(check, car.id if car else customer.id, [subject_id], stamp)
    return _done(check, Done.FIXED, 1, batch.id, subject_id, stamp)


def _phone(_batch: Any, _row: Any, customer: Customer, _car: Any, values: Values, _stamp: Stamp) -> None:
    edit_customer(
        customer, name=customer.name, sex=customer.sex, kind=customer.kind, phone=values["phone"],
        shared_phone=customer.shared_phone,
    )  # fmt: skip


def _name(_batch: Any, _row: Any, customer: Customer, _car: Any, values: Values, _stamp: Stamp) -> None:
    edit_customer(
        customer, name=values["name"], sex=values.get("sex") or customer.sex, kind=customer.kind,
        shared_phone=customer.shared_phone,
    )  # fmt: skip


def _vin(_batch: Any, _row: Any, customer: Customer, car: Any, values: Values, stamp: Stamp) -> None:
    vin = normalise_vin(values["vin"])
    warning = check_vin(vin or "")
    if warning is not None and warning.strong:
        raise Refused(say(warning.reason.code, warning.reason.facts), "vin")
    identify(car, customer, vin=vin, stamp=stamp)


def _plate(_batch: Any, _row: Any, customer: Customer, car: Any, values: Values, stamp: Stamp) -> None:
    plate = normalise_plate(values["plate"])
    if plate is None:
        raise Refused(_("This is no plate. Type it as it stands on the car."), "plate")
    identify(car, customer, plate=plate, stamp=stamp)


def _model(_batch: Any, _row: Any, _customer: Any, car: Any, values: Values, stamp: Stamp) -> None:
    words = lexicon(stamp.store_id)
    car.model = words.kept("model", values["model"])
    car.series = words.kept("series", values.get("series")) or words.series_of(car.model)
    if not car.model and not car.series:
        raise Refused(_("Enter the model or the series."), "model")
    db.session.flush()
    update_readings(stamp.store_id, [car.id])


def _bought(_batch: Any, _row: Any, _customer: Any, car: Any, values: Values, stamp: Stamp) -> None:
    bought: date = values["bought_on"]
    if bought > stamp.today:
        raise Refused(_("This day is in the future."), "bought_on")
    car.bought_on = bought
    db.session.flush()
    update_readings(stamp.store_id, [car.id])


def _readings(batch: Any, row: Any, _customer: Any, car: Any, values: Values, stamp: Stamp) -> None:
    """One of the two readings, or both; the car's own mileage follows where it was the wrong one."""
    changed = 0
    for visit_id, on, was, km in (
        (row.id, row.came_on, row.mileage_km, values.get("km")),
        (row.before_id, row.before_on, row.before_km, values.get("before_km")),
    ):
        if km is None or km == was:
            continue
        changed += batch.update(ServiceVisit, ServiceVisit.id == visit_id, {"mileage_km": km})
        if (car.mileage_on, car.mileage_km) == (on, was):
            car.mileage_km = km
    if not changed:
        raise Refused(_("Change one of the two readings."), "km")
    db.session.flush()
    update_readings(stamp.store_id, [car.id])


_WAYS: dict[Fix, Callable[[Any, Any, Customer, Any, Values, Stamp], None]] = {
    Fix.PHONE: _phone, Fix.NAME: _name, Fix.VIN: _vin, Fix.PLATE: _plate, Fix.MODEL: _model, Fix.BOUGHT: _bought,
    Fix.READINGS: _readings,
}  # fmt: skip


# ---- several rows at once
def say_right(check: Check, *, keys: Sequence[int], stamp: Stamp) -> QualityFix:
    """Somebody has looked: these are right as they stand, and are not shown again until the value changes."""
    standing = _standing(check, keys, stamp)
    signed = {"store_id": stamp.store_id, "check": check.value, "by_id": stamp.by.id, "at": stamp.at}
    with journal.batch("quality", stamp) as batch:
        batch.insert(QualityVerdict, [{**signed, "subject_id": one, "mark": mark} for one, mark in standing.items()])
    return _done(check, Done.RIGHT, len(standing), batch.id, None, stamp)


def put_away(check: Check, *, keys: Sequence[int], stamp: Stamp) -> QualityFix:
    """Stale files go into the archive together."""
    standing = _standing(check, keys, stamp)
    if SUBJECTS[check] is not Subject.CUSTOMER:
        raise Refused(_("Only customers' files are put away."))
    for customer_id in standing:
        customer = db.session.get_one(Customer, customer_id)
        if has_live_lead(customer):
            raise Refused(_("%(name)s has an open lead. Close the lead first.", name=customer.name))
    with journal.batch("quality", stamp) as batch:
        batch.update(Customer, Customer.id.in_(list(standing)), {"archived_at": stamp.at})
    return _done(check, Done.AWAY, len(standing), batch.id, None, stamp)


def _standing(check: Check, keys: Sequence[int], stamp: Stamp) -> dict[int, str]:
    standing = findings.marks(check, list(keys)[:500], stamp)
    if not standing:
        raise Refused(_("Tick at least one row of the list."))
    return standing


def _done(check: Check, done: Done, rows: int, batch_id: int, subject_id: int | None, stamp: Stamp) -> QualityFix:
    made = QualityFix(store_id=stamp.store_id, check=check, done=done, rows=rows, subject_id=subject_id,
                      batches=[batch_id], left=0)  # fmt: skip
    made.sign(stamp)
    db.session.add(made)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return made


# ---- the way back
def undo_fix(made: QualityFix, stamp: Stamp) -> None:
    """What stood there before stands there again; what somebody has changed since stays as it is."""
    if made.undone_at:
        raise Refused(_("This has been undone already."))
    if made.at + timedelta(days=settings.of(stamp.store_id)[UNDO_DAYS]) < stamp.at:
        raise Refused(_("The time for undoing this is over."))
    number, check, subject_id, batches = made.id, Check(made.check), made.subject_id, list(made.batches)
    left = sum(len(journal.undo(one, stamp, leave=True)) for one in reversed(batches))
    made = db.session.get_one(QualityFix, number)
    made.undone_at, made.left = stamp.at, left
    if subject_id is not None:
        _in_step(check, subject_id, stamp)
    raise_topic(stamp.store_id, TOPIC)


def _in_step(check: Check, subject_id: int, stamp: Stamp) -> None:
    """The search and the list follow what stands there again."""
    subject = SUBJECTS[check]
    if subject is Subject.VISIT:
        walked = db.session.get_one(ServiceVisit, subject_id).vehicle_id
    else:
        walked = subject_id
        owner = subject_id if subject is Subject.CUSTOMER else db.session.get_one(Vehicle, subject_id).customer_id
        rewrite_search_terms(db.session.get_one(Customer, owner))
    look_again(check, walked, [subject_id], stamp)
