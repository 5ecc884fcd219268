"""Each change of an appointment as a row, and the screens that show it told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crm.appointments.models import Appointment, AppointmentChange
from crm.appointments.rules import Change
from crm.shared.db import db, insert_rows
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

TOPIC = "reception"


def note(
    appointment: Appointment, kind: Change, stamp: Stamp, *, was_at: datetime | None = None, reason: str = "",
    code: str | None = None,
) -> None:  # fmt: skip
    """What became of it."""
    row = AppointmentChange(
        store_id=appointment.store_id, appointment_id=appointment.id, kind=kind, was_at=was_at, reason=reason, code=code
    )
    row.sign(stamp)
    db.session.add(row)
    raise_topic(appointment.store_id, TOPIC)


def note_all(appointment_ids: Iterable[int], kind: Change, stamp: Stamp) -> None:
    """The same for many at once."""
    rows = [
        {
            "store_id": stamp.store_id, "appointment_id": one, "kind": kind.value, "reason": "", "code": None,
            "was_at": None, "by_id": stamp.by.id, "at": stamp.at,
        }
        for one in appointment_ids
    ]  # fmt: skip
    insert_rows(AppointmentChange, rows)
    raise_topic(stamp.store_id, TOPIC)


def expect_open(appointment: Appointment) -> None:
    """It can still be changed."""
    if appointment.came_at is not None:
        raise Refused(_("They have come already."))
    if appointment.cancelled_at is not None:
        raise Refused(_("This appointment has been cancelled."))
    if appointment.missed_at is not None:
        raise Refused(_("They did not come; the reason is written down."))
