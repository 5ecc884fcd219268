"""The look through the whole store: each check in steps of ids, so that the desk never waits for the night."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, cast, delete, func, literal, select

from crm.customers.models import Customer
from crm.dictionaries.actions import count_words
from crm.dictionaries.queries.listing import unknown_counts
from crm.dictionaries.rules import Word
from crm.quality.models import QualityDay, QualityFinding, QualityRun
from crm.quality.queries import findings
from crm.quality.queries.checks import LOOKS, base, key_of
from crm.quality.rules import DUPLICATES, SUBJECTS, Check, Subject
from crm.shared.db import db, insert_missing
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceVisit

STEP = 1_000  # ids looked at in one transaction
TOPIC = "quality"


def at_once() -> None:
    """A checkpoint where the caller ends the transaction."""


def ask_for_look(*, stamp: Stamp) -> None:
    """Somebody does not want to wait for the night; one asking a minute is enough."""
    key = f"quality.look:{stamp.store_id}:{stamp.at:%Y-%m-%dT%H:%M}"
    ask("jobs.quality.look", store_id=stamp.store_id, key=key, queue="bulk", by_id=stamp.by.id)


def look(stamp: Stamp, checkpoint: Callable[[], None] = at_once) -> QualityRun:
    """Every check of the store, the words with it; killed in between, the next look does it all again."""
    run = QualityRun(store_id=stamp.store_id, started_at=stamp.at, at_check=0)
    db.session.add(run)
    db.session.flush()
    number = run.id
    raise_topic(stamp.store_id, TOPIC)
    checkpoint()
    count_words(stamp, checkpoint)
    totals = {subject: _total(subject, stamp.store_id) for subject in Subject}
    for place, check in enumerate(Check, 1):
        _forget(check, stamp, checkpoint)
        for first, last in _ranges(check, stamp.store_id):
            _find(check, first, last, stamp)
            checkpoint()
        found = findings.counts(stamp, most=None, only=check)[check]
        _write_day({check.value: (found, totals[SUBJECTS[check]])}, stamp)
        run = db.session.get_one(QualityRun, number)
        run.at_check = place
        raise_topic(stamp.store_id, TOPIC)
        checkpoint()
    words = {kind.value: (n, 0) for kind, (n, _rows) in _unknown(stamp.store_id).items()}
    _write_day({DUPLICATES: (findings.pairs(stamp), totals[Subject.CUSTOMER]), **words}, stamp)
    run = db.session.get_one(QualityRun, number)
    run.ended_at = stamp.at
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return run


def _forget(check: Check, stamp: Stamp, checkpoint: Callable[[], None]) -> None:
    """What was found and is no longer true goes."""
    mine = (QualityFinding.store_id == stamp.store_id, QualityFinding.check == check)
    after = -1
    while True:
        some = select(QualityFinding.subject_id).where(*mine, QualityFinding.subject_id > after)
        ids = db.session.scalars(some.order_by(QualityFinding.subject_id).limit(STEP)).all()
        if not ids:
            return
        true = (
            base(check, stamp.store_id, QualityFinding.subject_id)
            .join(QualityFinding, (QualityFinding.subject_id == key_of(check)) & mine[0] & mine[1])
            .where(findings.holds(check, stamp), QualityFinding.subject_id.in_(ids))
        )
        gone = sorted(set(ids) - set(db.session.scalars(true)))
        for start in range(0, len(gone), 500):
            part = QualityFinding.subject_id.in_(gone[start : start + 500])
            db.session.execute(delete(QualityFinding).where(*mine, part))
            checkpoint()
        after = ids[-1]


def look_again(check: Check, walked: int, subject_ids: Sequence[int], stamp: Stamp) -> None:
    """After a correction, or its undoing: this customer or car alone, so that the list is right at once."""
    mine = (QualityFinding.store_id == stamp.store_id, QualityFinding.check == check)
    db.session.execute(delete(QualityFinding).where(*mine, QualityFinding.subject_id.in_(subject_ids)))
    _find(check, walked, walked, stamp)


def _ranges(check: Check, store_id: int) -> Iterator[tuple[int, int]]:
    """The ids of the check's subjects in steps; visits go by their cars, so that a car's readings stay together."""
    column = Customer.id if SUBJECTS[check] is Subject.CUSTOMER else Vehicle.id
    here = (Customer if column is Customer.id else Vehicle).store_id == store_id
    after = 0
    while True:
        some = select(column).where(here, column > after).order_by(column).limit(STEP)
        ids: Sequence[int] = db.session.scalars(some).all()
        if not ids:
            return
        yield ids[0], ids[-1]
        after = ids[-1]


def _find(check: Check, first: int, last: int, stamp: Stamp) -> None:
    """What is wrong among these ids is written down, set-based where SQL can tell."""
    walk = Customer.id if SUBJECTS[check] is Subject.CUSTOMER else Vehicle.id
    seen, key = LOOKS[check], key_of(check)
    mark = cast(seen.mark, String).label("mark")
    wrong = (seen.wrong(stamp), walk.between(first, last))
    if seen.test is None:
        columns = (literal(stamp.store_id), literal(check.value), key, mark, literal(stamp.today))
        names = ["store_id", "check", "subject_id", "mark", "found_on"]
        insert_missing(QualityFinding, base(check, stamp.store_id, *columns).where(*wrong), names)
        return
    opened = base(check, stamp.store_id, key.label("id"), mark, *seen.opened).where(*wrong)
    rows = [row for row in db.session.execute(opened) if seen.test(row, stamp)]
    signed = {"store_id": stamp.store_id, "check": check.value, "found_on": stamp.today}
    insert_missing(QualityFinding, [{**signed, "subject_id": row.id, "mark": row.mark} for row in rows])


def _unknown(store_id: int) -> dict[Word, tuple[int, int]]:
    known = unknown_counts(store_id)
    return {kind: known.get(kind, (0, 0)) for kind in Word}


def _write_day(figures: Mapping[str, tuple[int, int]], stamp: Stamp) -> None:
    """Today's points of the trend, (found, of how many); a second look of the day replaces them."""
    mine = (QualityDay.store_id == stamp.store_id, QualityDay.on_day == stamp.today)
    db.session.execute(delete(QualityDay).where(*mine, QualityDay.check.in_(list(figures))))
    day = {"store_id": stamp.store_id, "on_day": stamp.today}
    rows = [{**day, "check": key, "found": found, "total": total} for key, (found, total) in figures.items()]
    insert_missing(QualityDay, rows)


def _total(subject: Subject, store_id: int) -> int:
    table: Any = {Subject.CUSTOMER: Customer, Subject.CAR: Vehicle, Subject.VISIT: ServiceVisit}[subject]
    live = [table.store_id == store_id]
    if subject is not Subject.VISIT:
        live.append(table.archived_at.is_(None))
    return db.session.scalar(select(func.count()).select_from(table).where(*live)) or 0
