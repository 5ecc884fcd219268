"""What both files of a pair know: facts, tags, answers to consent and cars, in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Text, case, cast, func, literal, null, select, type_coerce, union_all

from crm.customers.models import ConsentGiven, CustomerTag, ProfileFact
from crm.customers.rules import FIELDS
from crm.shared.crypto import unseal
from crm.shared.db import Instant, db
from crm.vehicles.models import Vehicle


@dataclass
class Known:
    """One file's side."""

    facts: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    consents: dict[str, bool] = field(default_factory=dict)
    cars: list[tuple[str, str]] = field(default_factory=list)  # plate, kind of energy


def known(customer_ids: tuple[int, ...], *, personal: bool) -> Mapping[int, Known]:
    """Both sides; facts about work and family only for those who may read them."""
    found = {one: Known() for one in customer_ids}
    for row in db.session.execute(union_all(*_parts(customer_ids))):
        mine = found[row.file]
        if row.kind == "tag":
            mine.tags.append(row.code)
        elif row.kind == "consent":
            mine.consents[row.code] = row.text == "1"
        elif row.kind == "car":
            mine.cars.append((unseal(row.text, "vehicles.plate") if row.text else "", row.code))
        elif row.text and row.code in FIELDS and (personal or not FIELDS[row.code].personal):
            mine.facts[row.code] = (row.at, unseal(row.text, "profile_facts.value"))
    return found


def _parts(ids: tuple[int, ...]) -> list[Any]:
    day = func.row_number().over(
        partition_by=(ProfileFact.customer_id, ProfileFact.field),
        order_by=(ProfileFact.on_day.desc(), ProfileFact.id.desc()),
    )
    facts = (
        select(ProfileFact.customer_id, ProfileFact.field, type_coerce(ProfileFact.value, Text).label("value"),
               ProfileFact.at, day.label("age"))
        .where(ProfileFact.customer_id.in_(ids)).subquery()
    )  # fmt: skip
    key = ConsentGiven.purpose + "-" + ConsentGiven.channel
    age = func.row_number().over(partition_by=(ConsentGiven.customer_id, key), order_by=ConsentGiven.id.desc())
    consents = (
        select(ConsentGiven.customer_id, key.label("code"), ConsentGiven.given, age.label("age"))
        .where(ConsentGiven.customer_id.in_(ids)).subquery()
    )  # fmt: skip
    never = cast(null(), Instant)
    yes = case((consents.c.given, "1"), else_="0")
    return [
        _part("fact", facts.c.customer_id, facts.c.field, facts.c.value, facts.c.at).where(facts.c.age == 1),
        _part("tag", CustomerTag.customer_id, CustomerTag.tag, null(), never).where(
            CustomerTag.customer_id.in_(ids), CustomerTag.off_at.is_(None)
        ),
        _part("consent", consents.c.customer_id, consents.c.code, yes, never).where(consents.c.age == 1),
        _part("car", Vehicle.customer_id, Vehicle.energy, type_coerce(Vehicle.plate, Text), never).where(
            Vehicle.customer_id.in_(ids), Vehicle.archived_at.is_(None)
        ),
    ]


def _part(kind: str, file: Any, code: Any, text: Any, at: Any) -> Any:
    return select(
        literal(kind).label("kind"), file.label("file"), code.label("code"), cast(text, Text).label("text"),
        at.label("at"),
    )  # fmt: skip
