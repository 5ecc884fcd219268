"""Noting that somebody is away, and taking it back; the door and the day's calls follow at once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from crm.rota import queries
from crm.rota.absence import Absence
from crm.rota.actions.day import TOPIC, end_duty
from crm.rota.models import Duty
from crm.rota.rules.absence import Why, wrong_days
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

COVER = "jobs.callbacks.cover"


def note_absence(*, staff_id: int, first_on: date, last_on: date, kind: Why, stamp: Stamp) -> Absence:
    """Somebody is away from the first to the last day; today they leave the door, and their backup has their calls."""
    if queries.seller(stamp.store_id, staff_id) is None:
        raise Refused(_("Choose somebody who sells in this store."), field="staff_id")
    wrong = wrong_days(first_on, last_on, stamp.today)
    if wrong:
        raise Refused(_(wrong[1]), field=wrong[0])
    same = select(Absence.id).where(
        Absence.staff_id == staff_id, Absence.first_on <= last_on, Absence.last_on >= first_on,
        Absence.withdrawn_at.is_(None),
    )  # fmt: skip
    if db.session.scalar(same.limit(1)) is not None:
        raise Refused(_("They are noted as away on one of these days already."), field="first_on")
    row = Absence(store_id=stamp.store_id, staff_id=staff_id, first_on=first_on, last_on=last_on, kind=kind.value)
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    _follow(row, stamp)
    return row


def withdraw_absence(absence: Absence, *, stamp: Stamp) -> Absence:
    """They are there after all; pressing twice is once. The door is set by hand, or by the plan of the next day."""
    if absence.withdrawn_at is None:
        absence.withdrawn_at, absence.withdrawn_by_id = stamp.at, stamp.by.id
        _follow(absence, stamp)
    return absence


def _follow(absence: Absence, stamp: Stamp) -> None:
    if not absence.first_on <= stamp.today <= absence.last_on:
        return
    ask(COVER, store_id=stamp.store_id)
    if absence.withdrawn_at is None:
        mine = (Duty.store_id == stamp.store_id, Duty.on_day == stamp.today, Duty.staff_id == absence.staff_id)
        for duty in db.session.scalars(select(Duty).where(*mine, Duty.off_at.is_(None))):
            end_duty(duty, stamp)
    raise_topic(stamp.store_id, TOPIC)
