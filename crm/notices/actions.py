"""Telling somebody, and what they answer. Higher features say what an answer means: `@on_answer("turn")`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from crm.notices import queries
from crm.notices.models import Notice
from crm.notices.rules import KINDS, RULE_VERSION, Outcome
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.reasons import Reason, say
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic, raising
from crm.shared.words import _
from crm.staff.models import Store

Answer = Callable[[int, Stamp], Any]
_accepting: dict[str, Answer] = {}
_declining: dict[str, Answer] = {}
_overdue: dict[str, Callable[[int, Stamp], Any]] = {}


def on_answer(kind: str) -> Callable[[Answer], Answer]:
    """Register what accepting a notice means: `(subject_id, stamp)`; it may refuse."""
    return _registered(_accepting, kind)


def on_decline(kind: str) -> Callable[[Answer], Answer]:
    """Register what "I cannot come" means; a kind without it has no such button."""
    return _registered(_declining, kind)


def on_overdue(kind: str) -> Callable[[Answer], Answer]:
    """Register `(store_id, stamp)`: what happens when nobody accepts in time."""
    return _registered(_overdue, kind)


def _registered(table: dict[str, Answer], kind: str) -> Callable[[Answer], Answer]:
    assert kind in KINDS, kind

    def register(function: Answer) -> Answer:
        table[kind] = function
        return function

    return register


def can_decline(kind: str) -> bool:
    return kind in _declining


def tell(
    staff_id: int, kind: str, subject_id: int, *, reason: Reason, answer_by: datetime | None = None, stamp: Stamp
) -> Notice:
    """Put a notice on every open page of a person; one about the same thing that is still open stands."""
    assert kind in KINDS, kind
    row = {
        "store_id": stamp.store_id, "staff_id": staff_id, "kind": kind, "subject_id": subject_id, "by_id": stamp.by.id,
        "at": stamp.at, "answer_by_at": answer_by, "reason_code": reason.code, "facts": dict(reason.facts),
        "rule_version": RULE_VERSION,
    }  # fmt: skip
    if insert_missing(Notice, [row]):
        raise_topic(stamp.store_id, queries.topic_of(staff_id))
    mine = (Notice.staff_id == staff_id, Notice.kind == kind, Notice.subject_id == subject_id)
    return db.session.scalars(select(Notice).where(*mine, Notice.ended_at.is_(None))).one()


def fetched(notices: Sequence[Notice], at: datetime) -> list[Any]:
    """The statements that a page of the person has fetched these; the journal writes them after the answer."""
    fresh = [one for one in notices if one.seen_at is None]
    if not fresh:
        return []
    mine = Notice.id.in_([one.id for one in fresh])
    watched = {(one.store_id, KINDS[one.kind].watched) for one in fresh if KINDS[one.kind].watched}
    return [
        update(Notice).where(mine, Notice.seen_at.is_(None), Notice.ended_at.is_(None)).values(seen_at=at),
        *(raising(store_id, topic) for store_id, topic in sorted(watched)),
    ]


def accept(notice: Notice, *, stamp: Stamp) -> Notice:
    """They say yes. A second tap is the first one; what was passed on meanwhile is refused with its reason."""
    if _ended(notice, Outcome.ACCEPTED, stamp) and notice.kind in _accepting:
        _accepting[notice.kind](notice.subject_id, stamp)
    return notice


def decline(notice: Notice, *, stamp: Stamp) -> Notice:
    """They cannot; whoever asked is told at once."""
    if _ended(notice, Outcome.DECLINED, stamp) and notice.kind in _declining:
        _declining[notice.kind](notice.subject_id, stamp)
    return notice


def _ended(notice: Notice, outcome: Outcome, stamp: Stamp) -> bool:
    """True when this answer has ended it; False when the same answer had before."""
    # The rota decides under the lock of its store and ends notices then: take it first here, too.
    db.session.execute(select(Store.id).where(Store.id == notice.store_id).with_for_update(key_share=True))
    if _end(notice, outcome, stamp):
        return True
    db.session.refresh(notice)
    if notice.outcome == outcome:
        return False
    raise Refused(why_ended(notice))


def why_ended(notice: Notice) -> str:
    """What to say to somebody who answers too late."""
    if notice.end_code:
        return say(notice.end_code, notice.end_facts)
    if notice.outcome == Outcome.ACCEPTED:
        return _("You have accepted this already.")
    return _("This is no longer needed.")


def withdraw(kind: str, subject_id: int, *, reason: Reason | None = None, stamp: Stamp) -> int:
    """It is no longer needed: off every page. Returns how many were open."""
    return _close(kind, subject_id, Outcome.WITHDRAWN, reason or Reason("notices.over"), stamp)


def expire(kind: str, subject_id: int, *, reason: Reason | None = None, stamp: Stamp) -> int:
    """Nobody said yes in time; the reason may name who has it now: Reason("notices.passed_on", {"name": …})."""
    return _close(kind, subject_id, Outcome.EXPIRED, reason or Reason("notices.too_late"), stamp)


def _close(kind: str, subject_id: int, outcome: Outcome, reason: Reason, stamp: Stamp) -> int:
    return sum(_end(one, outcome, stamp, reason) for one in queries.about(stamp.store_id, kind, subject_id))


def _end(notice: Notice, outcome: Outcome, stamp: Stamp, reason: Reason | None = None) -> bool:
    """End it if it is open, by one conditional UPDATE."""
    ended: Any = db.session.execute(
        update(Notice)
        .where(Notice.id == notice.id, Notice.ended_at.is_(None))
        .values(
            ended_at=stamp.at, outcome=outcome, end_code=reason.code if reason else None,
            end_facts=dict(reason.facts) if reason else None,
        )
    )  # fmt: skip
    if ended.rowcount != 1:
        return False
    db.session.refresh(notice)
    raise_topic(notice.store_id, queries.topic_of(notice.staff_id))
    if KINDS[notice.kind].watched:
        raise_topic(notice.store_id, KINDS[notice.kind].watched)
    return True


def pass_on_overdue(stamp: Stamp) -> None:
    """Whoever registered for it goes through what nobody has accepted in time."""
    for handler in _overdue.values():
        handler(stamp.store_id, stamp)
