"""A store with a past: leads whose fate follows their facts, written as plain rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert


def _past(leads: int, seed: int) -> None:
    from crm.customers.models import ProfileFact
    from crm.leads.models import GradeChange, Lead, TestDrive
    from crm.orders.models import Order
    from crm.shared.db import db
    from tests.makers import make_customer
    from tests.support import stamp_of

    stamp, dice = stamp_of("advisor"), random.Random(seed)
    carl = make_customer()
    db.session.flush()
    signed = {"store_id": 1, "by_id": stamp.by.id}
    rows: dict[type, list[dict[str, object]]] = {Lead: [], GradeChange: [], TestDrive: [], Order: []}
    customers = []
    for at in range(leads):
        opened: datetime = stamp.at - timedelta(days=200 - 150 * at / leads)
        drove, named = dice.random() < 0.4, dice.random() < 0.5
        sold = dice.random() < (0.05 + 0.5 * drove + 0.05 * named)
        number = 1_000 + at
        customers.append({"id": number, "name": f"C{at}", "named": named, "on_day": opened.date()})
        rows[Lead].append({
            "id": number, "store_id": 1, "customer_id": number, "owner_id": stamp.by.id, "channel": "walk_in", "grade": "A",
            "stage": "ordered" if sold else "lost", "opened_at": opened, "opened_on": opened.date(), "version": 1,
        })  # fmt: skip
        day, grade = opened + timedelta(days=2), ("H" if drove and named else "A" if drove else "B" if named else "C")
        rows[GradeChange].append(
            {
                **signed,
                "at": day,
                "lead_id": number,
                "on_day": day.date(),
                "old": "N",
                "new": grade,
                "how": "by_hand",
                "reason": "x",
            }
        )
        late = opened + timedelta(days=20)  # known only afterwards
        rows[GradeChange].append(
            {
                **signed,
                "at": late,
                "lead_id": number,
                "on_day": late.date(),
                "old": grade,
                "new": "H" if sold else "C",
                "how": "by_hand",
                "reason": "x",
            }
        )
        if drove:
            rows[TestDrive].append({**signed, "at": day, "lead_id": number, "driven_on": day.date(), "model": "L6"})
        if sold:
            rows[Order].append(
                {
                    **signed,
                    "at": opened + timedelta(days=15),
                    "lead_id": number,
                    "customer_id": number,
                    "model": "L6",
                    "price_fen": 1,
                    "deposit_fen": 0,
                    "deposit_kind": "deposit",
                    "version": 1,
                }
            )
    blank = {
        "store_id": 1,
        "kind": "person",
        "pinyin_key": "",
        "shared_phone": False,
        "lot": 1,
        "source": "",
        "created_at": stamp.at,
        "version": 1,
    }
    db.session.execute(insert(type(carl)), [{**blank, "id": one["id"], "name": one["name"]} for one in customers])
    for model, found in rows.items():
        db.session.execute(insert(model), found)
    told = [
        {
            "by_id": stamp.by.id,
            "at": stamp.at,
            "customer_id": one["id"],
            "field": "budget",
            "value": "20",
            "source": "said",
            "on_day": one["on_day"],
        }
        for one in customers
        if one["named"]
    ]
    db.session.execute(insert(ProfileFact), told)


@pytest.fixture
def past(inside: object) -> Callable[..., None]:
    return lambda leads=360, seed=3: _past(leads, seed)
