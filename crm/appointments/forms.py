"""What is typed to agree on a time, and to say why somebody did not come."""

from __future__ import annotations

from datetime import time
from typing import Any

from wtforms import StringField
from wtforms.fields.choices import SelectField
from wtforms.widgets import TimeInput

from crm.appointments.rules import KIND_NAMES, MISSED_NAMES, Kind, Missed
from crm.shared.fields import CodeField, DateField, Needed, Typed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class TimeField(Typed):
    """A time of day: one of those that are offered, or another one in the box beside them."""

    widget = TimeInput()
    unreadable = N_("Write the time like 09:00.")

    def read(self, typed: str) -> time | None:
        hour, _sign, minute = typed.replace("：", ":").partition(":")
        if not (hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2):
            return None
        return time(int(hour), int(minute)) if int(hour) < 24 and int(minute) < 60 else None

    def shown(self, value: Any) -> str:
        return str(value.strftime("%H:%M"))


def car_of(typed: Any) -> int | None:
    """The car chosen; nothing and what is no number are none."""
    return int(typed) if str(typed or "").isascii() and str(typed or "").isdigit() and len(str(typed)) < 19 else None


class TimeForm(Form):
    """Another day and time for the same."""

    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    at_time = TimeField(N_("Time"), [Needed(N_("Choose a time."))])
    reason = text(N_("Why"), 120)
    version = WholeField(N_("Version"))


class AppointmentForm(Form):
    """A new appointment: what for, whom they meet, which car, when."""

    kind = CodeField(N_("What for"), Kind, KIND_NAMES, N_("Choose what they come for."))
    advisor_id = SelectField(N_("Advisor"), coerce=int, validate_choice=False)
    car_id = SelectField(N_("Car"), coerce=car_of, validate_choice=False, default=None)
    place = text(N_("Where"), 120)
    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    at_time = TimeField(N_("Time"), [Needed(N_("Choose a time."))])


class MissedForm(Form):
    """Why they did not come, and when they come instead (R-231)."""

    code = CodeField(N_("Why they did not come"), Missed, MISSED_NAMES, N_("Choose why they did not come."))
    on_day = DateField(N_("New day"))
    at_time = TimeField(N_("New time"))
    reason = text(N_("In a line"), 200)
    again = StringField()  # "no": the button without a new time
    version = WholeField(N_("Version"))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "again": self.again.data != "no"}


class CancelForm(Form):
    reason = text(N_("Why"), 120)


class ListForm(Form):
    """Which day's list is registered."""

    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
