"""What is typed about standards and the calendar."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms import BooleanField, FieldList, FormField, IntegerField, RadioField, SelectChoice, StringField, TimeField
from wtforms.validators import InputRequired, Optional, ValidationError

from crm.shared.fields import DateField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.numbers import Number, Wording
from crm.shared.words import N_, _
from crm.standards.rules import scale_of, wrong_hours


class Between:
    """A whole number within its bounds; says which."""

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def __call__(self, _form: Any, field: Any) -> None:
        if field.data is not None and not self.low <= field.data <= self.high:
            raise ValidationError(_("Between %(low)s and %(high)s.", low=self.low, high=self.high))


class StandardForm(Form):
    """One standard: a number or a wording; `seen` is the value whose effect has been shown."""

    scale = 1
    version = IntegerField(validators=[InputRequired()])
    seen = StringField(validators=[Optional()])

    def arguments(self) -> dict[str, Any]:
        return {"value": self["value"].data * self.scale, "version": self.version.data}


def form_for(standard: Number | Wording, data: Any = None, **now: Any) -> StandardForm:
    """The form of one standard, with its own bounds."""
    made = _wording_form(standard) if isinstance(standard, Wording) else _number_form(standard)
    return made(data, **now)


def _wording_form(wording: Wording) -> type[StandardForm]:
    class WordingForm(StandardForm):
        value = text(wording.label, wording.longest, N_("Enter the words."), lines=2)

    return WordingForm


def _number_form(number: Number) -> type[StandardForm]:
    class NumberForm(StandardForm):
        scale = scale_of(number)
        value = WholeField(
            number.label, [Needed(N_("Write a whole number.")), Between(number.low // scale, number.high // scale)]
        )

    return NumberForm


class DayForm(wtforms.Form):
    """One weekday of the opening hours."""

    open = BooleanField(N_("open as usual"))
    opens = TimeField(N_("Opens"), [Optional()])
    closes = TimeField(N_("Closes"), [Optional()])
    version = IntegerField(validators=[Optional()])

    def validate_opens(self, _field: Any) -> None:
        why = wrong_hours(self.opens.data, self.closes.data) if self.open.data else None
        if why:
            raise ValidationError(_(why))


class HoursForm(Form):
    days = FieldList(FormField(DayForm), min_entries=7, max_entries=7)


WORKS = [SelectChoice("no", N_("closed all day")), SelectChoice("yes", N_("open as usual"))]


class SpecialDayForm(Form):
    """A holiday or a make-up working day."""

    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    works = RadioField(N_("On this day"), choices=WORKS, default="no")
    name = text(N_("Name of the day"), 40, N_("Say why, such as Spring Festival."))
    version = IntegerField(validators=[Optional()])
