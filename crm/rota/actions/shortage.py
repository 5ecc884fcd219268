"""The door is short: its leader is called once for each shortage, and left in peace when it is kept again (R-203)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update

from crm.notices import actions as notices
from crm.rota import queries
from crm.rota.actions.day import TOPIC, default_rota
from crm.rota.queries.shortage import leaders, open_shortage, ready_at_door, short_since, shortage_for, wants_look
from crm.rota.rules import STANDING, STANDING_MINUTES, Stand, is_alarm
from crm.rota.shifts import Shortage
from crm.shared import settings
from crm.shared.db import db, insert_missing, own_transaction
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp, machine
from crm.shared.topics import raise_topic
from crm.shared.words import _


def keep_watch(stamp: Stamp, stands: Sequence[Stand] | None = None) -> None:
    """What a poll does before it reads: one small read while the door is kept."""
    if wants_look(stamp, stands):
        with own_transaction():
            watch_door(machine(stamp.store_id, stamp.at, stamp.zone))


def watch_door(stamp: Stamp) -> Shortage | None:
    """Begin a shortage, call the leader when it has lasted (A-31), end it. Doing so twice is once."""
    queries.one_at_a_time(stamp.store_id)
    default_rota(stamp)
    stands = queries.door(stamp)
    since, known = short_since(stands, stamp), open_shortage(stamp.store_id)
    if since is None:
        if known is not None:
            _over(known, stamp)
        return None
    if known is None:
        row = {"store_id": stamp.store_id, "on_day": stamp.today, "at": since, "by_id": stamp.by.id}
        insert_missing(Shortage, [row])
        known = open_shortage(stamp.store_id)
    if known is not None and is_alarm(known.at, stamp.at, settings.of(stamp.store_id)[STANDING_MINUTES]):
        facts = _facts(stands, stamp) | {"since": known.at.astimezone(stamp.local.tzinfo).strftime("%H:%M")}
        _call(known, Reason("rota.door_short", facts), stands, stamp)
    return known


def call_leader(*, stamp: Stamp) -> Shortage:
    """The desk's button: the leader is called now, whether or not the two minutes are over."""
    queries.one_at_a_time(stamp.store_id)
    stands = queries.door(stamp)
    facts = _facts(stands, stamp)
    if facts["ready"] >= facts["wanted"]:
        raise Refused(_("%(n)s are ready at the door already.", n=facts["ready"]))
    insert_missing(
        Shortage, [{"store_id": stamp.store_id, "on_day": stamp.today, "at": stamp.at, "by_id": stamp.by.id}]
    )
    row = open_shortage(stamp.store_id)
    assert row is not None
    row.called_at = None
    db.session.flush()
    _call(row, Reason("rota.door_called", facts), stands, stamp)
    return row


def _facts(stands: Sequence[Stand], stamp: Stamp) -> dict[str, int]:
    return {"ready": ready_at_door(stands, stamp), "wanted": settings.of(stamp.store_id)[STANDING]}


def _call(row: Shortage, reason: Reason, stands: Sequence[Stand], stamp: Stamp) -> None:
    mine = (Shortage.id == row.id, Shortage.called_at.is_(None))
    called = db.session.execute(update(Shortage).where(*mine).values(called_at=stamp.at))
    if called.rowcount != 1:  # type: ignore[attr-defined]
        return
    for leader in leaders(stands, stamp):
        notices.tell(leader.id or 0, "door_short", row.id, reason=reason, stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)


def _over(row: Shortage, stamp: Stamp) -> None:
    row.over_at = stamp.at
    notices.withdraw("door_short", row.id, reason=Reason("rota.door_kept"), stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)


@notices.on_answer("door_short")
def _sends_somebody(shortage_id: int, stamp: Stamp) -> None:
    """One leader has said yes: the others need not."""
    if shortage_for(stamp.by, shortage_id) is not None:
        reason = Reason("rota.door_taken", {"name": stamp.by.name})
        notices.withdraw("door_short", shortage_id, reason=reason, stamp=stamp)
