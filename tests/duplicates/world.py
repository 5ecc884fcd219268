"""A random store: customers with everything that can point at them, and a hash over all that the store knows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, Text, cast, select

from tests.support import stamp_of

# What a merge and its undoing leave behind on purpose: that it happened, who was told, and what is to be looked at.
# Nothing that anybody has written about a customer is left out, and versions must come back, too.
LEFT_OUT = frozenset({
    "journal_batches", "journal_rows", "merges", "suspected_pairs", "pair_verdicts",  # the record of the merge itself
    "notices",  # a message that was read cannot be unread
    "outbox", "topics",  # doorbells
})  # fmt: skip


def database_hash() -> str:
    """One digest over every row of every other table, as it is stored: ciphertext, versions and all."""
    from crm.shared.db import Base, db

    db.session.flush()
    found = hashlib.sha256()
    for table in sorted(Base.metadata.tables.values(), key=lambda one: one.name):
        if table.name not in LEFT_OUT:
            found.update(_rows(table))
    return found.hexdigest()


def _rows(table: Table) -> bytes:
    from crm.shared.db import db

    if db.engine.dialect.name == "sqlite":
        rows = db.session.connection().exec_driver_sql(f'SELECT * FROM "{table.name}"').fetchall()
    else:
        rows = db.session.execute(select(*(cast(column, Text) for column in table.columns))).fetchall()
    return repr((table.name, sorted(map(repr, rows)))).encode()


def make_random_store(chance: Random, people: int = 24, first: int = 0, known: Sequence[int] = ()) -> list[int]:
    """Customers of store 1 with random lives, numbered from `first`; their ids."""
    from crm.customers.actions import file_customer
    from crm.shared.db import db

    ids = []
    for n in range(first, first + people):
        by = stamp_of(chance.choice(("reception", "clerk")))
        name = chance.choice(("章女士", "张女士", "马先生", "马建国", "邱", "", "欧阳锋", "黎明", "黎明"))
        phone = f"13{chance.randrange(10)}{chance.randrange(10**8):08d}" if chance.random() < 0.8 else None
        family = chance.random() < 0.15
        owner = stamp_of(chance.choice(("advisor", "advisor2"))).by.id if chance.random() < 0.4 else None
        one = file_customer(
            phone="13900000001" if family else phone, name=name, owner_id=owner, shared_phone=family,
            source=chance.choice(("", "walk_in", "import")), stamp=by,
        )  # fmt: skip
        if one.id in ids or one.id in known:
            continue  # the family's phone and the same name: the same file
        one.phone2 = f"189{n:08d}" if chance.random() < 0.2 else None
        db.session.flush()
        live(one, chance, n)
        ids.append(one.id)
    db.session.commit()
    return ids


def live(one: Any, chance: Random, n: int) -> None:
    """What has happened to one customer so far."""
    from crm.customers.actions import note_facts, put_tag, record_consent, reveal, rewrite_search_terms
    from crm.customers.rules import CONSENTS
    from crm.shared.db import db

    clerk = stamp_of("clerk")
    for field in chance.sample(("model", "budget", "need", "family"), chance.randrange(4)):
        note_facts(one, source="said", stamp=clerk, **{field: f"{field} {chance.randrange(3)}"})
    for tag in chance.sample(("loan", "upgrade", "VIP"), chance.randrange(3)):
        put_tag(one, tag=tag, stamp=clerk)
    for consent in chance.sample(sorted(CONSENTS), chance.randrange(4)):
        record_consent(one, consent=consent, given=chance.random() < 0.6, stamp=clerk)
    if chance.random() < 0.3:
        reveal(one, reason="check", stamp=stamp_of("advisor"))
    if chance.random() < 0.6:
        _lead(one, chance)
    if chance.random() < 0.5:
        _car(one, chance, n)
    if chance.random() < 0.4:
        _coupons(one, chance)
    db.session.flush()
    rewrite_search_terms(one)


def _lead(one: Any, chance: Random) -> None:
    from crm.callbacks.actions import make_queue
    from crm.reception.models import Visit
    from crm.shared.db import db
    from tests.makers import make_lead, make_lost_sale, make_order

    lead = make_lead(customer=one, owner=chance.choice(("advisor", "advisor2", None)))
    stamp = stamp_of("reception")
    for _ in range(chance.randrange(3)):
        visit = Visit(
            store_id=1, customer_id=one.id, lead_id=lead.id, arrived_at=stamp.at, on_day=stamp.today, purpose="look",
            note_family="two children" if chance.random() < 0.3 else None,
        )  # fmt: skip
        visit.sign(stamp)
        db.session.add(visit)
    db.session.flush()
    make_queue(stamp_of("manager"), lead_id=lead.id)
    end = chance.random()
    if end < 0.15:
        make_order(lead)
    elif end < 0.35:
        make_lost_sale(lead)


def _car(one: Any, chance: Random, n: int) -> None:
    from crm.retention.models import CustomerState
    from crm.shared.db import db
    from tests.makers import make_vehicle, make_workshop_visit

    plate = chance.choice((None, f"粤B{n:05d}", "粤B66666"))
    car = make_vehicle(one, vin=f"LSVAM4187C2{n:06d}", plate=plate)
    db.session.flush()
    today = stamp_of("advisor").today
    for back in range(chance.randrange(3)):
        make_workshop_visit(car, today - timedelta(days=30 * back))
    if chance.random() < 0.7:
        db.session.add(CustomerState(
            store_id=1, customer_id=one.id, vehicle_id=car.id, state="general", value_grade="B", reason_code="x",
            rule_version=1, facts={"days": n},
        ))  # fmt: skip


def _coupons(one: Any, chance: Random) -> None:
    from tests.makers import make_coupon

    for position in range(1, 1 + chance.randrange(1, 3)):
        make_coupon(one, position=position, cause=chance.choice(("2026-H1", "2026-H2")))
