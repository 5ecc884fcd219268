"""A car given away by hand, at a time of the store's day: the calendar's own door to booking."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from crm.drives.actions.booking import book, rebook
from crm.drives.models import Booking
from crm.drives.rules import HERE_MINUTES, Kind
from crm.leads.queries import lead_for
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.standards.queries import hours, opening_between

YEAR = 366


def give_out(
    *, kind: str, car_id: int, on_day: date, at_time: time, minutes: int, lead_id: int = 0, note: str = "",
    stamp: Stamp,
) -> Booking:  # fmt: skip
    """For a customer that this person sees, within the opening hours; or blocked at any time, with why."""
    starts_at = _instant(on_day, at_time, stamp)
    if kind == Kind.BLOCK:
        if not note:
            raise Refused(_("Say in one line why."), "note")
        return book(car_id, starts_at=starts_at, minutes=minutes, kind=kind, note=note, stamp=stamp)
    if not lead_id:
        raise Refused(_("Say which customer drives."), "lead_id")
    lead = lead_for(stamp.by, lead_id)
    expect_open(starts_at, stamp)
    return book(car_id, starts_at=starts_at, minutes=minutes, lead_id=lead.id, kind=kind, note=note, stamp=stamp)


def move(
    booking: Booking, *, car_id: int, on_day: date, at_time: time, minutes: int, version: int | None = None,
    stamp: Stamp,
) -> Booking:  # fmt: skip
    """Another time or car; within the opening hours unless the car is only blocked."""
    starts_at = _instant(on_day, at_time, stamp)
    if booking.kind != Kind.BLOCK:
        expect_open(starts_at, stamp)
    return rebook(booking, starts_at=starts_at, minutes=minutes, car_id=car_id, version=version, stamp=stamp)


def expect_open(starts_at: datetime, stamp: Stamp) -> None:
    """Refuse a closed day and a time outside the hours; whoever stands at the door now is here in any case."""
    local = starts_at.astimezone(ZoneInfo(stamp.zone))
    if abs((starts_at - stamp.at).total_seconds()) <= HERE_MINUTES * 60 or not hours(stamp.store_id):
        return
    open_ = opening_between(stamp.store_id, local.date(), local.date()).get(local.date())
    if open_ is None:
        raise Refused(_("The store is closed on this day."), "on_day")
    if not open_[0] <= local.time() < open_[1]:
        begins, ends = open_[0].strftime("%H:%M"), open_[1].strftime("%H:%M")
        raise Refused(_("The store is open from %(begins)s to %(ends)s.", begins=begins, ends=ends), "at_time")


def _instant(on_day: date, at_time: time, stamp: Stamp) -> datetime:
    if abs((on_day - stamp.today).days) > YEAR:
        raise Refused(_("Choose a day of this year or the next."), "on_day")
    return datetime.combine(on_day, at_time, ZoneInfo(stamp.zone))
