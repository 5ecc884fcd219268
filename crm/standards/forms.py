"""What is typed about standards and the calendar."""

from __future__ import annotations

from typing import Any

import wtforms
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from crm.shared.forms import Form
from crm.shared.numbers import Number, Wording
from crm.shared.words import N_, _
from crm.standards.rules import scale_of, wrong_hours

WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def plain_number(text: Any) -> Any:
    """Full-width digits and thousands separators as people type them."""
    return text.strip().translate(WIDE).replace(",", "").replace("，", "") if isinstance(text, str) else text


class WholeNumber(IntegerField):
    """A whole number, typed as text so that full-width digits work; what is none is kept as it was typed."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            try:
                self.data = int(plain_number(valuelist[0]))
            except ValueError as error:
                self.data = None
                raise ValueError(_("Enter a whole number.")) from error


class StandardForm(Form):
    """One standard: a number or a wording; `seen` is the value whose effect has been shown."""

    version = IntegerField(validators=[InputRequired()])
    seen = StringField(validators=[Optional()])

    def arguments(self) -> dict[str, Any]:
        return {"value": self["value"].data * self.scale, "version": self.version.data}

    scale: int = 1


def form_for(standard: Number | Wording, data: Any = None, **now: Any) -> StandardForm:
    """The form of one standard, with its own bounds."""
    if isinstance(standard, Wording):

        class WordingForm(StandardForm):
            value = TextAreaField(standard.label, [InputRequired(N_("Enter the words.")), Length(max=standard.longest)])

            def arguments(self) -> dict[str, Any]:
                return {"value": self.value.data.strip(), "version": self.version.data}

        return WordingForm(data, **now)

    class NumberForm(StandardForm):
        scale = scale_of(standard)
        value = WholeNumber(
            standard.label, [InputRequired(), NumberRange(standard.low // scale, standard.high // scale)]
        )

    return NumberForm(data, **now)


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


class SpecialDayForm(Form):
    """A holiday or a make-up working day."""

    on_day = DateField(N_("Day"), [InputRequired(N_("Choose the day."))])
    works = RadioField(N_("On this day"), choices=[SelectChoice("no", N_("closed all day")), SelectChoice("yes", N_("open as usual"))], default="no")
    name = StringField(N_("Name of the day"), [InputRequired(N_("Say why, such as Spring Festival.")), Length(max=40)])
    version = IntegerField(validators=[Optional()])
