"""Keeping a time for one customer: the house is open, the advisor is there and free, and the car is free (R-221).

One look before says in a sentence what is wrong; the keys of the two slot tables decide who was first.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete

from crm.appointments import queries
from crm.appointments.models import Appointment, AppointmentSlot
from crm.appointments.rules import AHEAD_DAYS, HOME_FROM, HOME_UNTIL, Kind, Span, touching, why_not_then, within
from crm.drives import actions as drives
from crm.drives.queries import of_appointment
from crm.drives.rules import steps
from crm.rota.queries import name_of
from crm.rota.queries.absence import away
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def instant(on_day: date, at_time: time, stamp: Stamp) -> datetime:
    """The moment on the store's wall, if it is one at which an appointment can be."""
    starts_at = datetime.combine(on_day, at_time, ZoneInfo(stamp.zone))
    wrong = why_not_then(starts_at, stamp.at, settings.of(stamp.store_id)[AHEAD_DAYS])
    if wrong:
        raise Refused(_(wrong), "at_time" if on_day == stamp.today else "on_day")
    return starts_at


def expect_free(wanted: Appointment, stamp: Stamp) -> None:
    """The house and the advisor have time; what is wrong is said under its field."""
    span = Span(wanted.starts_at, wanted.starts_at + timedelta(minutes=wanted.minutes))
    _expect_hours(wanted.kind, wanted.on_day, span, stamp)
    if wanted.advisor_id in away(wanted.store_id, [wanted.on_day])[wanted.on_day]:
        raise Refused(_("%(name)s is not at work that day.", name=name_of(wanted.advisor_id)), "advisor_id")
    taken = queries.busy([wanted.advisor_id], wanted.on_day, wanted.store_id, but=wanted.id)[wanted.advisor_id]
    other = touching(span, taken)
    if other is not None:
        raise Refused(_busy(wanted.advisor_id, other, stamp), "advisor_id")


def _expect_hours(kind: str, on_day: date, span: Span, stamp: Stamp) -> None:
    if kind == Kind.HOME:
        numbers = settings.of(stamp.store_id)
        begins, ends = time(numbers[HOME_FROM]), time(numbers[HOME_UNTIL])
        if not within(span, begins, ends, stamp.zone):
            said = _("Home visits are between %(begins)s and %(ends)s.", begins=_wall(begins), ends=_wall(ends))
            raise Refused(said, "at_time")
        return
    hours = queries.opening(stamp, on_day)
    if hours is None:
        raise Refused(_("The store is closed on that day."), "on_day")
    if not within(span, *hours, stamp.zone):
        said = _("The store is open from %(begins)s to %(ends)s.", begins=_wall(hours[0]), ends=_wall(hours[1]))
        raise Refused(said, "at_time")


def take_slots(kept: Appointment) -> None:
    """Write the advisor's steps; one that is somebody else's by now refuses the whole."""
    wanted = steps(kept.starts_at, kept.starts_at + timedelta(minutes=kept.minutes))
    rows = [{"staff_id": kept.advisor_id, "step": step, "appointment_id": kept.id} for step in wanted]
    if insert_missing(AppointmentSlot, rows) < len(rows):
        raise Refused(_("%(name)s has another appointment then.", name=name_of(kept.advisor_id)), "advisor_id")


def free_slots(kept: Appointment) -> None:
    """The advisor's time is free again."""
    db.session.execute(delete(AppointmentSlot).where(AppointmentSlot.appointment_id == kept.id))


def take_car(kept: Appointment, car_id: int | None, stamp: Stamp) -> None:
    """The car that goes with it; a test drive in a store with cars names one."""
    if kept.kind not in (Kind.TEST_DRIVE, Kind.HOME):
        return
    if car_id is None:
        if kept.kind == Kind.TEST_DRIVE and queries.cars_taken(kept.store_id, kept.on_day):
            raise Refused(_("Choose the car of the test drive."), "car_id")
        return
    drives.book(
        car_id, starts_at=kept.starts_at, minutes=kept.minutes, lead_id=kept.lead_id, appointment_id=kept.id,
        advisor_id=kept.advisor_id, stamp=stamp,
    )  # fmt: skip


def move_car(kept: Appointment, stamp: Stamp) -> None:
    """The car comes along to another time; one that has left already stays as it is."""
    booking = of_appointment(kept.id)
    if booking is not None and booking.left_at is None:
        drives.rebook(booking, starts_at=kept.starts_at, stamp=stamp)


def let_go(kept: Appointment, stamp: Stamp) -> None:
    """Advisor and car are free again."""
    free_slots(kept)
    drives.release_appointment(kept.id, stamp)


def _busy(advisor_id: int, other: Span, stamp: Stamp) -> str:
    house = ZoneInfo(stamp.zone)
    begins, ends = (_wall(at.astimezone(house).time()) for at in other)
    facts = {"name": name_of(advisor_id), "begins": begins, "ends": ends}
    return _("%(name)s has another appointment from %(begins)s to %(ends)s.", **facts)


def _wall(at: time) -> str:
    return at.strftime("%H:%M")
