"""What is known of one customer: the latest fact of each field, tags, and what they agreed to; one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Text,
    bindparam,
    cast,
    false,
    func,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from crm.customers.models import ConsentGiven, CustomerTag, ProfileFact
from crm.customers.rules import FIELDS
from crm.shared.crypto import unseal
from crm.shared.db import db
from crm.staff.models import Staff


@dataclass(frozen=True)
class Fact:
    """The latest word on one field, with where it came from."""

    value: str
    source: str
    on_day: date
    by: str | None


@dataclass
class Portrait:
    """Profile, tags and consent of one customer. `hidden` are fields that stand there but not for this reader."""

    facts: dict[str, Fact] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    consents: dict[str, tuple[bool, datetime, str]] = field(default_factory=dict)


def portrait(customer_id: int, *, personal: bool = True) -> Portrait:
    """All of it in one statement; facts about work and family only when `personal`."""
    found = Portrait()
    for kind, key, value, source, on_day, at, by, given in db.session.execute(_portrait(), {"customer": customer_id}):
        if kind == "tag":
            found.tags.append(key)
        elif kind == "consent":
            found.consents[key] = (bool(given), at, source)
        elif value is None or key not in FIELDS:
            continue
        elif FIELDS[key].personal and not personal:
            found.hidden.append(key)
        else:
            found.facts[key] = Fact(unseal(value, "profile_facts.value"), source, on_day, by)
    return found


@cache
def _portrait() -> Any:
    """The statement, built once."""
    customer_id = bindparam("customer", type_=BigInteger)
    latest = func.row_number().over(
        partition_by=ProfileFact.field, order_by=(ProfileFact.on_day.desc(), ProfileFact.id.desc())
    )
    facts = (
        select(
            literal("fact").label("kind"),
            ProfileFact.field.label("key"),
            type_coerce(ProfileFact.value, Text).label("value"),
            ProfileFact.source,
            ProfileFact.on_day,
            ProfileFact.at,
            Staff.name.label("by"),
            latest.label("age"),
        )
        .outerjoin(Staff, Staff.id == ProfileFact.by_id)
        .where(ProfileFact.customer_id == customer_id)
        .subquery()
    )
    newest = func.row_number().over(
        partition_by=(ConsentGiven.purpose, ConsentGiven.channel), order_by=ConsentGiven.id.desc()
    )
    asked = (
        select(
            (ConsentGiven.purpose + "-" + ConsentGiven.channel).label("key"),
            ConsentGiven.text_version,
            ConsentGiven.at,
            ConsentGiven.given,
            newest.label("age"),
        )
        .where(ConsentGiven.customer_id == customer_id)
        .subquery()
    )
    nothing, no_day = cast(null(), Text), cast(null(), Date)
    return union_all(
        select(
            facts.c.kind,
            facts.c.key,
            facts.c.value,
            facts.c.source,
            facts.c.on_day,
            facts.c.at,
            facts.c.by,
            false().label("given"),
        ).where(facts.c.age == 1),
        select(literal("tag"), CustomerTag.tag, nothing, nothing, no_day, CustomerTag.at, nothing, false()).where(
            CustomerTag.customer_id == customer_id, CustomerTag.off_at.is_(None)
        ),
        select(
            literal("consent"), asked.c.key, nothing, asked.c.text_version, no_day, asked.c.at, nothing, asked.c.given
        ).where(asked.c.age == 1),
    )
