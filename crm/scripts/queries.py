"""Reading scripts and policies: for one call (brief), for the page of marketing, and the versions of one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, cast, func, literal, null, select, union_all

from crm.leads.queries import agenda_of
from crm.leads.rules.topics import Topic
from crm.scripts.models import Policy, ScriptVersion
from crm.scripts.rules import ANY, HOUSE, Version, Words, choose, concerns
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff

SHOWN = 20  # policies beside a call, at most


@dataclass(frozen=True)
class Brief:
    """What stands beside a call: what to bring up, its theme and goal, what to say, and today's policy."""

    theme: Topic
    words: Words
    house: bool
    agenda: Sequence[Row[Any]]
    policies: Sequence[Row[Any]]


def brief(lead_id: int | None, theme: Topic, grade: str, interest: str, stamp: Stamp) -> Brief:
    """For the call with one customer; two statements."""
    texts = _newest(stamp.store_id).where(ScriptVersion.theme == theme.value, ScriptVersion.grade.in_((grade, ANY)))
    lines = _valid(stamp.store_id, stamp.today).order_by(Policy.until_on, Policy.id).limit(SHOWN * 3).subquery()
    rows = db.session.execute(union_all(texts, select(lines))).all()
    chosen = choose((version_of(row) for row in rows if row.what == "script"), theme, grade)
    policies = [row for row in rows if row.what == "policy" and concerns(row.grade, interest)]
    agenda = agenda_of([lead_id]).get(lead_id, []) if lead_id is not None else []
    words = chosen.words if chosen else house_words(theme)
    return Brief(theme, words, chosen is None, agenda, policies[:SHOWN])


def house_words(theme: Topic) -> Words:
    """The house's own text in the reader's language."""
    own = HOUSE[theme]
    return Words(_(own.goal), _(own.tell), _(own.learn), _(own.agree))


def version_of(row: Any) -> Version:
    return Version(row.theme, row.grade, row.number, Words(row.goal, row.tell, row.learn, row.agree))


def _newest(store_id: int) -> Any:
    """The newest version of each text, as columns that a policy has, too."""
    other = ScriptVersion.__table__.alias("other")
    latest = select(func.max(other.c.number)).where(
        other.c.store_id == ScriptVersion.store_id, other.c.theme == ScriptVersion.theme,
        other.c.grade == ScriptVersion.grade,
    )  # fmt: skip
    return select(
        literal("script").label("what"), ScriptVersion.id, ScriptVersion.theme, ScriptVersion.grade,
        ScriptVersion.number, ScriptVersion.goal, ScriptVersion.tell, ScriptVersion.learn, ScriptVersion.agree,
        cast(null(), Date).label("until_on"),
    ).where(ScriptVersion.store_id == store_id, ScriptVersion.number == latest.scalar_subquery())  # fmt: skip


def _valid(store_id: int, today: date) -> Any:
    """Today's policies; the model stands where a script has its grade, the text where it has its goal."""
    return select(
        literal("policy").label("what"), Policy.id, literal("").label("theme"), Policy.model.label("grade"),
        literal(0).label("number"), Policy.text.label("goal"), literal("").label("tell"), literal("").label("learn"),
        literal("").label("agree"), Policy.until_on,
    ).where(
        Policy.store_id == store_id, Policy.from_on <= today, Policy.until_on >= today, Policy.ended_at.is_(None)
    )  # fmt: skip


def written(store_id: int) -> dict[tuple[str, str], Version]:
    """Every text that marketing has written and not emptied, by theme and grade."""
    found = (version_of(row) for row in db.session.execute(_newest(store_id)))
    return {(one.theme, one.grade): one for one in found if one.words}


def newest(store_id: int, theme: str, grade: str) -> ScriptVersion | None:
    """The newest version of one text."""
    mine = select(ScriptVersion).where(
        ScriptVersion.store_id == store_id, ScriptVersion.theme == theme, ScriptVersion.grade == grade
    )
    return db.session.scalars(mine.order_by(ScriptVersion.number.desc()).limit(1)).first()


def versions(store_id: int, theme: str, grade: str) -> Sequence[Row[Any]]:
    """The latest twenty versions of one text with who wrote them, the newest first."""
    rows: Any = select(ScriptVersion, Staff.name, Staff.name_en)
    rows = rows.outerjoin(Staff, Staff.id == ScriptVersion.by_id)
    rows = rows.where(ScriptVersion.store_id == store_id, ScriptVersion.theme == theme, ScriptVersion.grade == grade)
    return db.session.execute(rows.order_by(ScriptVersion.number.desc()).limit(20)).all()


def policies(store_id: int, today: date) -> Sequence[Row[Any]]:
    """What holds now or will, and what has ended lately, with who wrote it."""
    rows: Any = select(Policy, Staff.name, Staff.name_en)
    rows = rows.outerjoin(Staff, Staff.id == Policy.by_id)
    rows = rows.where(Policy.store_id == store_id)
    return db.session.execute(rows.order_by(Policy.until_on.desc(), Policy.id.desc()).limit(50)).all()


def policy(store_id: int, policy_id: int) -> Policy | None:
    """One policy of the store."""
    return db.session.scalar(select(Policy).where(Policy.store_id == store_id, Policy.id == policy_id))
