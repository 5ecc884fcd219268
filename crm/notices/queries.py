"""What a person has been told, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from crm.notices.models import Notice
from crm.notices.rules import REACH_SECONDS, State
from crm.notices.rules import state_of as judge
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Person, Stamp
from crm.shared.topics import topic_version
from crm.staff.models import Staff

LATEST = 30  # notices on a person's own page
FURTHEST = (
    State.ACCEPTED, State.SEEN, State.SENT, State.DECLINED, State.EXPIRED, State.UNREACHED, State.WITHDRAWN,
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """The latest notice about a subject, as reception sees it; `at` is when it came to this state.

    `until` is when it changes by itself if nobody does anything: not reached, or not accepted. None: never.
    """

    state: State
    staff_id: int
    name: str
    at: datetime
    notice_id: int
    until: datetime | None = None


def topic_of(staff_id: int) -> str:
    """The topic that counts a person's notices."""
    return f"notices:{staff_id}"


def version_for(person: Person) -> int:
    """How often anything about the person's notices has changed."""
    return topic_version(person.store_id, topic_of(person.id or 0))


def open_for(person: Person) -> Sequence[Notice]:
    """What the person has not answered yet, oldest first."""
    mine = select(Notice).where(Notice.staff_id == person.id, Notice.ended_at.is_(None))
    return db.session.scalars(mine.order_by(Notice.id)).all()


def recent_for(stamp: Stamp) -> Sequence[Notice]:
    """Today's and yesterday's notices of the person, newest first."""
    mine = select(Notice).where(Notice.staff_id == stamp.by.id, Notice.at >= stamp.at - timedelta(days=2))
    return db.session.scalars(mine.order_by(Notice.at.desc(), Notice.id.desc()).limit(LATEST)).all()


def notice_for(person: Person, notice_id: int) -> Notice | None:
    """A notice to this person; another's does not exist."""
    return db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.staff_id == person.id))


def about(store_id: int, kind: str, subject_id: int) -> Sequence[Notice]:
    """The open notices about one subject."""
    mine = (Notice.store_id == store_id, Notice.kind == kind, Notice.subject_id == subject_id)
    return db.session.scalars(select(Notice).where(*mine, Notice.ended_at.is_(None))).all()


def state_of(kind: str, subject_ids: Iterable[int], stamp: Stamp) -> dict[int, Told]:
    """What reception sees of each subject: its latest notice; of several people told at once, who went furthest."""
    wanted = sorted(set(subject_ids))
    if not wanted:
        return {}
    reach = settings.of(stamp.store_id)[REACH_SECONDS]
    rows = db.session.execute(
        select(
            Notice.id, Notice.subject_id, Notice.staff_id, Staff.name, Notice.outcome, Notice.at, Notice.seen_at,
            Notice.ended_at, Notice.answer_by_at,
        )
        .join(Staff, Staff.id == Notice.staff_id)
        .where(Notice.store_id == stamp.store_id, Notice.kind == kind, Notice.subject_id.in_(wanted))
        .order_by(Notice.id)
    )  # fmt: skip
    found: dict[int, tuple[Any, Told]] = {}
    for row in rows:
        told = _told(row, stamp.at, reach)
        key = (row.at, -FURTHEST.index(told.state), row.id)
        if row.subject_id not in found or key > found[row.subject_id][0]:
            found[row.subject_id] = key, told
    return {subject_id: told for subject_id, (_key, told) in found.items()}


def states_of(wanted: Mapping[str, Iterable[int]], stamp: Stamp) -> dict[tuple[str, int], list[Told]]:
    """The same for subjects of several kinds, with everybody who was told; the latest of each person. One statement."""
    asked = {kind: sorted(set(ids)) for kind, ids in wanted.items()}
    about_them = [and_(Notice.kind == kind, Notice.subject_id.in_(ids)) for kind, ids in asked.items() if ids]
    if not about_them:
        return {}
    rows = db.session.execute(
        select(
            Notice.id, Notice.kind, Notice.subject_id, Notice.staff_id, Staff.name, Notice.outcome, Notice.at,
            Notice.seen_at, Notice.ended_at, Notice.answer_by_at,
        )
        .join(Staff, Staff.id == Notice.staff_id)
        .where(Notice.store_id == stamp.store_id, or_(*about_them))
        .order_by(Notice.id)
    )  # fmt: skip
    reach, found = settings.of(stamp.store_id)[REACH_SECONDS], dict[tuple[str, int], dict[int, Told]]()
    for row in rows:
        found.setdefault((row.kind, row.subject_id), {})[row.staff_id] = _told(row, stamp.at, reach)
    return {subject: list(each.values()) for subject, each in found.items()}


def _told(row: Any, now: datetime, reach: int) -> Told:
    state = judge(
        outcome=row.outcome, sent_at=row.at, seen_at=row.seen_at, answer_by=row.answer_by_at, at=now,
        reach_seconds=reach,
    )  # fmt: skip
    reached_by = None if row.seen_at else row.at + timedelta(seconds=reach)
    coming = [one for one in (reached_by, row.answer_by_at) if one and one > now and row.outcome is None]
    return Told(state, row.staff_id, row.name, row.ended_at or row.seen_at or row.at, row.id, min(coming, default=None))
