"""The night's bulk work against one hand-written statement that does the same exactly once, on the same rows.

The hand-written one fills the same table with the same indexes. Rounds take turns; what one round wrote is removed
before the next. The second run, which finds nothing to do, is timed too.
"""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta

from sqlalchemy import literal, select, text

from bench.figures import Figure, figure
from bench.houses import House
from crm.callbacks.actions import make_queue
from crm.callbacks.models import Task
from crm.callbacks.rules.queue import RULE_VERSION, SERVICE_AHEAD
from crm.coupons.actions import giving
from crm.coupons.codes import code_from
from crm.coupons.models import Benefit, Campaign, CampaignMember, Coupon, CouponEntry, Offer
from crm.customers.models import Customer
from crm.shared.clock import clock, dice
from crm.shared.db import be_patient, db
from crm.shared.pour import know_sizes
from crm.shared.queue import Outbox
from crm.shared.stamp import Stamp, machine

QUEUE_BY_HAND = """
INSERT INTO tasks (store_id, kind, rule, lead_id, customer_id, owner_id, opens_on, due_on, until_on, absorbed, made_at,
                   tries, tried, reason_code, rule_version, facts)
SELECT store_id, 'sales', CASE WHEN next_on IS NULL THEN 'first_contact' ELSE 'cadence' END, id, customer_id, owner_id,
       coalesce(next_on, opened_on), coalesce(next_on, first_due_on), coalesce(next_on, first_due_on), '[]', :at, 0, '',
       'callbacks.cadence', :version, '{}'
FROM leads WHERE store_id = :store_id AND stage IN ('open', 'lost_pending')
                 AND (next_on <= :today OR (first_due_on IS NOT NULL AND last_contact_at IS NULL))
ON CONFLICT DO NOTHING"""

CARS_BY_HAND = """
INSERT INTO tasks (store_id, kind, rule, customer_id, vehicle_id, opens_on, due_on, until_on, absorbed, made_at, tries,
                   tried, reason_code, rule_version, facts)
SELECT store_id, 'care', 'first_service', customer_id, id, :today, next_due_on, next_due_on, '[]', :at, 0, '',
       'callbacks.first_service', :version, '{}'
FROM vehicles WHERE store_id = :store_id AND sold_here AND archived_at IS NULL AND next_due_on <= :ahead
                    AND next_due_reason LIKE 'vehicles.first%'
ON CONFLICT DO NOTHING"""

COUPONS_BY_HAND = """
INSERT INTO coupons (store_id, offer_id, benefit_id, customer_id, cause, code, issued_at, valid_from, valid_until,
                     uses_left, left_fen, entry_no, reason_code, rule_version, facts)
SELECT store_id, :offer_id, :benefit_id, id, '2026-H1', {code}, :at, :today, :until, 1, 0, 1, 'bench', 1, '{{}}'
FROM customers WHERE store_id = :store_id AND archived_at IS NULL
ON CONFLICT (customer_id, benefit_id, cause) DO NOTHING"""
LEDGER_BY_HAND = """
INSERT INTO coupon_entries (store_id, coupon_id, no, kind, uses, amount_fen, paper_no, reason, at)
SELECT store_id, id, 1, 'issued', uses_left, left_fen, '', '', issued_at FROM coupons WHERE store_id = :store_id
ON CONFLICT (coupon_id, no) DO NOTHING"""
CODE = {"sqlite": "hex(randomblob(7))", "postgresql": "replace(gen_random_uuid()::text, '-', '')"}


Work = Callable[[], int]


def bulk_figures(house: House, rounds: int) -> Iterator[Figure]:
    with house.inside():
        stamp = machine(1, clock.now())
        yield from compared(
            "queue generation", house, rounds,
            ours=lambda: committed(lambda: make_queue(stamp)),
            bare=lambda: committed(lambda: queue_by_hand(stamp)),
            clear=lambda: clear(Task),
        )  # fmt: skip
        clear(Task)
        loyal = select(Benefit.offer_id, Benefit.id).join(Offer, Offer.id == Benefit.offer_id)
        offer_id, benefit_id = db.session.execute(loyal.where(Offer.store_id == 1, Offer.code == "loyal")).one()
        fixed = {"offer_id": offer_id, "benefit_id": benefit_id, "until": stamp.today}
        coupons = COUPONS_BY_HAND.format(code=CODE[house.kind])
        yield from compared(
            "coupons, their ledger and why", house, rounds,
            ours=lambda: give(offer_id, stamp),
            bare=lambda: committed(lambda: by_hand(coupons, stamp, **fixed)),
            fair=lambda: committed(lambda: by_hand(coupons, stamp, **fixed) + 0 * by_hand(LEDGER_BY_HAND, stamp)),
            clear=lambda: clear(CouponEntry, Coupon, CampaignMember, Campaign, Outbox),
        )  # fmt: skip
        beside = copied if house.kind == "postgresql" else poured
        yield beside(house, _rows(offer_id, benefit_id, stamp))


def compared(
    name: str, house: House, rounds: int, *, ours: Work, bare: Work, clear: Callable[[], None], fair: Work | None = None
) -> Iterator[Figure]:
    """First and second run of each side, in turns; the medians. `fair`: by hand, with the ledger's lines too."""
    sides = {"bare": bare, "ours": ours, **({"fair": fair} if fair else {})}
    first: dict[str, list[float]] = {side: [] for side in sides}
    second: dict[str, list[float]] = {side: [] for side in sides}
    made: dict[str, int] = {}
    for _round in range(rounds):
        for side, work in sides.items():
            clear()
            seconds, made[side] = timed(work)
            first[side].append(seconds)
            seconds, again = timed(work)
            second[side].append(seconds)
            if again:
                raise SystemExit(f"{name}, {side}: the second run made {again} rows")
    ours_s, bare_s = statistics.median(first["ours"]), statistics.median(first["bare"])
    again_s = statistics.median(second["ours"])
    rows = f"{name}, {made['ours']:,} rows (by hand {made['bare']:,})"
    yield figure(rows, house.kind, house.size, ours_s, bare_s, most=2, unit="s")
    if fair:
        with_ledger = statistics.median(first["fair"])
        yield figure(f"{name}, by hand with its ledger", house.kind, house.size, ours_s, with_ledger, most=2, unit="s")
    yield figure(f"{name}, second run: 0 rows", house.kind, house.size, again_s, ours_s, most=1, unit="s")


def compared_once(
    name: str, house: House, rounds: int, *, ours: Work, bare: Work, clear: Callable[[], None]
) -> Iterator[Figure]:
    """Both sides in turns on cleared tables; the medians."""
    took: dict[str, list[float]] = {"bare": [], "ours": []}
    made: dict[str, int] = {}
    for _round in range(rounds):
        for side, work in (("bare", bare), ("ours", ours)):
            clear()
            seconds, made[side] = timed(work)
            took[side].append(seconds)
    rows = f"{name}, {made['ours']:,} rows (by hand {made['bare']:,})"
    yield figure(
        rows, house.kind, house.size, statistics.median(took["ours"]), statistics.median(took["bare"]), most=2, unit="s"
    )


def timed(work: Callable[[], int]) -> tuple[float, int]:
    be_patient()  # as the runner is before a night's job
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, made


def committed(work: Callable[[], int]) -> int:
    made = work()
    db.session.commit()
    return made


def queue_by_hand(stamp: Stamp) -> int:
    """One statement for the leads and one for the cars, as the night makes both."""
    ahead = stamp.today + timedelta(days=SERVICE_AHEAD.default)
    made = by_hand(QUEUE_BY_HAND, stamp, version=RULE_VERSION)
    return made + by_hand(CARS_BY_HAND, stamp, version=RULE_VERSION, ahead=ahead)


def by_hand(statement: str, stamp: Stamp, **more: object) -> int:
    at = stamp.at.replace(tzinfo=None).isoformat(" ") if db.engine.dialect.name == "sqlite" else stamp.at
    given = {"store_id": 1, "at": at, "today": stamp.today.isoformat(), **more}
    given = {key: str(value) if key in ("until", "ahead") else value for key, value in given.items()}
    given = {key: value for key, value in given.items() if f":{key}" in statement}
    shaped = statement
    if db.engine.dialect.name == "postgresql":
        for name in ("today", "until", "ahead"):
            shaped = shaped.replace(f":{name}", f"CAST(:{name} AS date)")
    result = db.session.execute(text(shaped), given)
    return max(0, int(result.rowcount))  # type: ignore[attr-defined]


def give(offer_id: int, stamp: Stamp) -> int:
    """One giving to every customer of the store, as the night's job does it: people fixed, issued batch by batch."""
    people = select(
        Customer.store_id, Customer.id.label("customer_id"), literal(None, Customer.id.type).label("vehicle_id"),
        literal("2026-H1").label("cause"), literal("bench").label("reason_code"), literal(1).label("rule_version"),
        literal({}, CampaignMember.facts.type).label("facts"),
    ).where(Customer.store_id == 1, Customer.archived_at.is_(None))  # fmt: skip
    campaign = giving.start_campaign(offer_id, "2026-H1", people, stamp)
    if campaign is None:
        known = select(Campaign.id).where(Campaign.offer_id == offer_id, Campaign.cause == "2026-H1")
        made = giving.issue_campaign(db.session.scalars(known).one(), stamp, db.session.commit)
    else:
        db.session.commit()
        made = giving.issue_campaign(campaign.id, stamp, db.session.commit)
    db.session.commit()
    return made


def copied(house: House, rows: list[dict[str, object]]) -> Figure:
    """COPY of finished rows, without asking what is there: the fastest way in, beside the statement by hand."""
    clear(CouponEntry, Coupon, CampaignMember, Campaign, Outbox)
    begin = time.perf_counter()
    raw = db.session.connection().connection.dbapi_connection
    columns = ", ".join(rows[0])
    with raw.cursor() as cursor, cursor.copy(f"COPY coupons ({columns}) FROM STDIN") as copy:  # type: ignore[union-attr]
        for row in rows:
            copy.write_row(list(row.values()))
    db.session.commit()
    seconds = time.perf_counter() - begin
    return figure(f"coupons by plain COPY, {len(rows):,} rows", house.kind, house.size, seconds, seconds, unit="s")


def poured(house: House, rows: list[dict[str, object]]) -> Figure:
    """The same by the driver's executemany."""
    clear(CouponEntry, Coupon, CampaignMember, Campaign, Outbox)
    begin = time.perf_counter()
    names = list(rows[0])
    statement = f"INSERT INTO coupons ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    db.session.connection().exec_driver_sql(statement, [tuple(row.values()) for row in rows])
    db.session.commit()
    seconds = time.perf_counter() - begin
    return figure(f"coupons by executemany, {len(rows):,} rows", house.kind, house.size, seconds, seconds, unit="s")


def _rows(offer_id: int, benefit_id: int, stamp: Stamp) -> list[dict[str, object]]:
    day, at = stamp.today.isoformat(), stamp.at.replace(tzinfo=None).isoformat(" ")
    return [
        {
            "store_id": 1, "offer_id": offer_id, "benefit_id": benefit_id, "customer_id": customer_id,
            "cause": "2026-H1", "code": code_from(dice.bits(65)), "issued_at": at, "valid_from": day,
            "valid_until": day, "uses_left": 1, "left_fen": 0, "entry_no": 1, "reason_code": "bench",
            "rule_version": 1, "facts": "{}",
        }
        for customer_id in db.session.scalars(select(Customer.id).where(Customer.store_id == 1))
    ]  # fmt: skip


def clear(*models: type) -> None:
    """Empty tables between rounds, behind the guards of the append-only ones, and let the planner know."""
    names = [model.__tablename__ for model in models]  # type: ignore[attr-defined]
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(f"TRUNCATE {', '.join(names)} CASCADE"))
        db.session.commit()
    else:
        _empty(str(db.engine.url.database), names)
    db.session.expunge_all()
    know_sizes()


def _empty(file: str, names: list[str]) -> None:
    """By a connection of its own: without foreign keys, which would look through every call for every task."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for name in names:
            wanted = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
            guards = connection.execute(wanted, (name,)).fetchall()
            for guard, _sql in guards:
                connection.execute(f"DROP TRIGGER {guard}")
            connection.execute(f"DELETE FROM {name}")
            for _guard, sql in guards:
                connection.execute(sql)
