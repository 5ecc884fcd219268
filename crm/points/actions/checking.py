"""Spot checks: drawn in the night, marked by a person; what was not kept proposes points (R-207, R-252, R-253)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.points.actions.proposing import propose
from crm.points.models import SpotCheck, SpotMark, SpotRound
from crm.points.queries.checks import pool
from crm.points.queries.people import ranks
from crm.points.rules.ledger import NOT_KEPT
from crm.points.rules.sampling import MOST, RULE_VERSION, Kind, Mark, Office, drawn
from crm.shared import settings
from crm.shared.clock import dice
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _


def draw_checks(stamp: Stamp) -> int:
    """Today's sample of yesterday for both offices; drawn once a day."""
    yesterday, numbers, made = stamp.today - timedelta(days=1), settings.of(stamp.store_id), 0
    chiefs = {staff_id for staff_id, height in ranks(stamp.store_id).items() if height >= 2}
    found = pool(stamp, yesterday, chiefs)
    for office in Office:
        made += _draw(office, found, numbers[MOST[office]], stamp)
    return made


def _draw(office: Office, found: dict[tuple[str, int], int], most: int, stamp: Stamp) -> int:
    seed = dice.lot()
    taken = drawn(seed, found, most)
    row = {
        "store_id": stamp.store_id, "on_day": stamp.today, "office": office.value, "seed": seed, "pool": len(found),
        "taken": len(taken), "at": stamp.at,
    }  # fmt: skip
    if not insert_missing(SpotRound, [row]):
        return 0
    rows = [
        {
            "store_id": stamp.store_id, "on_day": stamp.today, "office": office.value, "kind": kind,
            "call_id": number if kind == Kind.CALL else None, "visit_id": number if kind == Kind.VISIT else None,
            "staff_id": found[kind, number], "reason_code": "points.drawn", "rule_version": RULE_VERSION,
            "facts": {"place": place, "pool": len(found), "seed": seed},
        }
        for place, (kind, number) in enumerate(taken, 1)
    ]  # fmt: skip
    return insert_missing(SpotCheck, rows)


def mark_check(check: SpotCheck, *, mark: Mark, note: str = "", stamp: Stamp) -> SpotMark:
    """Kept or not kept; not kept proposes points for the person, and says why."""
    if check.staff_id == stamp.by.id:
        raise Refused(_("Somebody else looks at what you did yourself."))
    if db.session.scalar(select(SpotMark.id).where(SpotMark.check_id == check.id)) is not None:
        raise Refused(_("Somebody has marked it already."))
    if mark is Mark.NOT_KEPT and not note.strip():
        raise Refused(_("Say in one line what was not kept."), "note")
    row = SpotMark(store_id=check.store_id, check_id=check.id, mark=mark, note=note.strip())
    row.sign(stamp)
    db.session.add(row)
    if mark is Mark.NOT_KEPT:
        checked_on = (check.on_day - timedelta(days=1)).isoformat()
        propose(
            check.staff_id, points=settings.of(stamp.store_id)[NOT_KEPT], rule="R-252", key=f"check:{check.id}",
            why=Reason("points.not_kept", {"checked_on": checked_on}), on_day=stamp.today, stamp=stamp,
        )  # fmt: skip
    return row
