"""What is known of one customer: the latest fact of each field, tags, and what they agreed to; one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Text, cast, func, literal, select, type_coerce, union_all

from crm.customers.models import ConsentGiven, CustomerTag, ProfileFact
from crm.customers.rules import FIELDS
from crm.customers.timeline import CUSTOMER, entries, story_of, with_names
from crm.shared.crypto import unseal
from crm.shared.db import db


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
    return _gather(db.session.execute(_portrait(), {"customer": customer_id}), personal)


def story(customer_id: int, *, personal: bool = True) -> tuple[list[dict[str, Any]], Portrait]:
    """Timeline and portrait together, still one statement: what the customer's page stands on."""
    happened, known = story_of(customer_id, _portrait())
    return happened, _gather(known, personal)


def _gather(rows: Iterable[Any], personal: bool) -> Portrait:
    found = Portrait()
    for row in rows:
        if row.kind == "tag":
            found.tags.append(row.code)
        elif row.kind == "consent":
            found.consents[row.code] = (bool(row.counts), row.at, row.more)
        elif row.text is None or row.code not in FIELDS:
            continue
        elif FIELDS[row.code].personal and not personal:
            found.hidden.append(row.code)
        else:
            value = unseal(row.text, "profile_facts.value")
            found.facts[row.code] = Fact(value, row.more, date.fromisoformat(row.also), row.name)
    return found


@cache
def _portrait() -> Any:
    """The statement, with the columns of the timeline so that both can be one."""
    parts = {"fact": _facts(), "consent": _consents(), "tag": _tags()}
    known = [select(literal(kind).label("kind"), *part.c) for kind, part in parts.items()]
    return with_names(union_all(*known).subquery("known"))


def _facts() -> Any:
    """The latest row of each field; the value stays sealed until it is shown."""
    latest = func.row_number().over(
        partition_by=ProfileFact.field, order_by=(ProfileFact.on_day.desc(), ProfileFact.id.desc())
    )
    rows = _first_of(ProfileFact, latest)
    return (
        entries(
            ProfileFact, at=ProfileFact.at, by=ProfileFact.by_id, code=ProfileFact.field,
            text=type_coerce(ProfileFact.value, Text), more=ProfileFact.source, also=cast(ProfileFact.on_day, Text),
        )
        .where(ProfileFact.id.in_(rows))
        .subquery()
    )  # fmt: skip


def _consents() -> Any:
    """The latest answer to each question."""
    latest = func.row_number().over(
        partition_by=(ConsentGiven.purpose, ConsentGiven.channel), order_by=ConsentGiven.id.desc()
    )
    rows = _first_of(ConsentGiven, latest)
    return (
        entries(
            ConsentGiven, at=ConsentGiven.at, by=ConsentGiven.by_id, more=ConsentGiven.text_version,
            code=ConsentGiven.purpose + "-" + ConsentGiven.channel, counts=ConsentGiven.given,
        )
        .where(ConsentGiven.id.in_(rows))
        .subquery()
    )  # fmt: skip


def _tags() -> Any:
    mine = (CustomerTag.customer_id == CUSTOMER, CustomerTag.off_at.is_(None))
    return entries(CustomerTag, at=CustomerTag.at, by=CustomerTag.by_id, code=CustomerTag.tag).where(*mine).subquery()


def _first_of(model: Any, age: Any) -> Any:
    """The ids of the rows that come first by a window."""
    ranked = select(model.id, age.label("age")).where(model.customer_id == CUSTOMER).subquery()
    return select(ranked.c.id).where(ranked.c.age == 1)

