"""Looking for files that may be one person: the whole store at night, one file when it has just been written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import or_, select, tuple_, update

from crm.customers.models import Customer
from crm.duplicates.actions.merging import merge
from crm.duplicates.actions.moving import bring_stragglers
from crm.duplicates.models import SuspectedPair
from crm.duplicates.queries import finding, sides
from crm.duplicates.queries.records import digest, records
from crm.duplicates.rules import LIKELY, SURE, compare
from crm.duplicates.rules.merging import MERGE_SURE, RULE_VERSION, State, owners_differ
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic

Pair = tuple[int, int]
AT_ONCE = 400  # pairs that are open at the same time
MERGED_A_NIGHT = 500


def find_pairs(stamp: Stamp, checkpoint: Callable[[], None] = lambda: None) -> int:
    """Look through the whole store; `checkpoint` ends a batch. The number of pairs that were worth comparing."""
    compared = 0
    bring_stragglers(stamp.store_id)
    for first, last in finding.ranges(stamp.store_id):
        compared += judge(finding.sharing(stamp.store_id, first, last), stamp)
        checkpoint()
    for files in finding.surnames(stamp.store_id):
        if found := finding.near(files):
            compared += judge(found, stamp)
            checkpoint()
    compared += judge(_standing(stamp.store_id), stamp)
    checkpoint()
    merge_sure(stamp, checkpoint)
    return compared


def look_at(customer_id: int, stamp: Stamp) -> int:
    """Whether this file, just written, may be somebody whom the store knows already."""
    customer = db.session.get(Customer, customer_id)
    if customer is None or customer.store_id != stamp.store_id or customer.archived_at:
        return 0
    found = finding.sharing(stamp.store_id, customer_id, customer_id)
    found |= {pair for pair in finding.near(finding.namesakes(customer)) if customer_id in pair}
    return judge(found | _standing(stamp.store_id, customer_id), stamp)


def _standing(store_id: int, customer_id: int | None = None) -> set[Pair]:
    """Pairs that stand in the list and are looked at again: what spoke for them may have gone."""
    waiting = select(SuspectedPair.a_id, SuspectedPair.b_id).where(
        SuspectedPair.store_id == store_id, SuspectedPair.state.in_((State.OPEN, State.LATER))
    )
    if customer_id is not None:
        waiting = waiting.where(or_(SuspectedPair.a_id == customer_id, SuspectedPair.b_id == customer_id))
    return {(row.a_id, row.b_id) for row in db.session.execute(waiting)}


def judge(pairs: Iterable[Pair], stamp: Stamp) -> int:
    """Compare, and write down who may be the same; what people have said before stands unless a file has changed."""
    compared, changed, several = 0, 0, iter(sorted(pairs))
    while batch := list(islice(several, AT_ONCE)):
        changed += _judge(batch, stamp)
        compared += len(batch)
    if changed:
        raise_topic(stamp.store_id, "duplicates")
    return compared


def _judge(batch: list[Pair], stamp: Stamp) -> int:
    files = records(stamp.store_id, {one for pair in batch for one in pair})
    key = tuple_(SuspectedPair.a_id, SuspectedPair.b_id)
    known = {
        (row.a_id, row.b_id): row
        for row in db.session.execute(
            select(
                SuspectedPair.id, SuspectedPair.a_id, SuspectedPair.b_id, SuspectedPair.digest, SuspectedPair.state
            ).where(SuspectedPair.store_id == stamp.store_id, key.in_(batch))
        )
    }
    fresh: list[dict[str, Any]] = []
    changed = 0
    for pair, found in _compared(batch, files, known, stamp):
        if pair in known:
            found["state"] = _after(known[pair].state, found.get("state"))
            db.session.execute(update(SuspectedPair).where(SuspectedPair.id == known[pair].id).values(found))
            changed += 1
        elif "state" not in found:
            ids = {"store_id": stamp.store_id, "a_id": pair[0], "b_id": pair[1], "state": State.OPEN}
            fresh.append({**ids, **found, "rule_version": RULE_VERSION, "found_at": stamp.at})
    return changed + insert_missing(SuspectedPair, fresh)


def _compared(
    batch: list[Pair], files: dict[int, Any], known: dict[Pair, Any], stamp: Stamp
) -> Iterator[tuple[Pair, dict[str, Any]]]:
    """Each pair that is new or has changed, with the columns that say so."""
    least = settings.of(stamp.store_id)[LIKELY]
    for pair in batch:
        if pair[0] not in files or pair[1] not in files:
            continue
        a, b = files[pair[0]], files[pair[1]]
        mark = digest(a, b)
        if pair in known and known[pair].digest == mark:
            continue
        found = compare(a, b)
        reasons = sorted(found.reasons, key=lambda one: -abs(int(one.facts.get("points", 0))))
        columns: dict[str, Any] = {
            "points": found.points, "reasons": [[one.code, dict(one.facts)] for one in reasons], "digest": mark,
            "reason_code": reasons[0].code if reasons else "duplicates.family",
            "facts": dict(reasons[0].facts) if reasons else {},
        }  # fmt: skip
        yield pair, columns if found.points >= least else {**columns, "state": State.UNLIKELY}


def _after(state: str, found: str | None) -> str:
    """Where a pair stands after one of its files has changed."""
    if state == State.MERGED:
        return state
    if found:
        return found
    return State.LATER if state == State.LATER else State.OPEN


def merge_sure(stamp: Stamp, checkpoint: Callable[[], None] = lambda: None) -> int:
    """Merge what is near certain, where the store wants that; never when somebody would lose a customer by it."""
    numbers, made = settings.of(stamp.store_id), 0
    if not numbers[MERGE_SURE]:
        return 0
    sure = select(SuspectedPair).where(
        SuspectedPair.store_id == stamp.store_id, SuspectedPair.state == State.OPEN,
        SuspectedPair.points >= numbers[SURE],
    )  # fmt: skip
    for pair in db.session.scalars(sure.order_by(SuspectedPair.points.desc()).limit(MERGED_A_NIGHT)).all():
        made += _merge_one(pair, stamp)
        checkpoint()
    return made


def _merge_one(pair: SuspectedPair, stamp: Stamp) -> int:
    rows = sides.files(stamp.store_id, (pair.a_id, pair.b_id))
    live = [row for row in rows.values() if row.archived_at is None]
    if len(live) < 2 or owners_differ(sides.care_of(live[0]), sides.care_of(live[1])):
        return 0
    try:
        with db.session.begin_nested():
            because = Reason("merges.sure", {"points": pair.points})
            merge(pair.a_id, pair.b_id, pair=pair, reason=because, stamp=stamp)
    except Refused:
        return 0
    return 1
