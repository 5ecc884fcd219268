"""What is written down after a contact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from wtforms import BooleanField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import DateInput

from crm.callbacks.rules.contact import (
    CARE_TOPICS,
    CHANNEL_NAMES,
    FIRST_TOPICS,
    RESULT_NAMES,
    SALES_TOPICS,
    TOPIC_NAMES,
    Channel,
    Result,
    Topic,
)  # fmt: skip
from crm.leads.rules import Grade
from crm.leads.rules.grades import LADDER
from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_

LONGEST = 500
QUICK = {Result.NO_ANSWER: RESULT_NAMES[Result.NO_ANSWER]}  # one tap, and the next one is called


class DayField(Field):
    """A day: the chip that was tapped, or the date box behind the chip “choose a day” (both have one name)."""

    widget = DateInput()
    OTHER = "other"

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, **more)
        self.typed = ""

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        values = [value.strip() for value in valuelist]
        chosen = [value for value in values if value and value != self.OTHER]
        self.typed = (chosen[-1] if self.OTHER in values else chosen[0]) if chosen else ""
        self.data = None
        if self.typed:
            try:
                self.data = date.fromisoformat(self.typed)
            except ValueError:
                raise ValueError(N_("Write the day like 2026-03-18.")) from None

    def _value(self) -> str:
        return self.data.isoformat() if isinstance(self.data, date) else self.typed


class MomentField(HiddenField):
    """When the form was opened; anything unreadable counts as not said."""

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        try:
            found = datetime.fromisoformat(next(iter(valuelist), ""))
        except ValueError:
            found = None
        self.data: Any = found if found and found.tzinfo else None


def _note(label: str) -> TextAreaField:
    short = Length(max=LONGEST, message=N_("At most 500 signs."))
    return TextAreaField(label, [short], filters=[lambda text: text or ""])


class ReachForm(Form):
    """A number is asked for; why it is needed although a rule speaks against a call now (F-62, F-63)."""

    why = text(N_("Calling all the same, because"), 200)


class CallForm(Form):
    """One contact with a lead's customer (R-224, R-225)."""

    channel = CodeField(N_("Contact by"), Channel, CHANNEL_NAMES, N_("Say how you tried to reach the customer."))
    result = CodeField(N_("Result"), Result, RESULT_NAMES, N_("Say whether the customer was reached."))
    topic = CodeField(N_("What it was about"), Topic, {one: TOPIC_NAMES[one] for one in SALES_TOPICS})
    said = _note(N_("Told the customer"))
    learnt = _note(N_("Learnt"))
    agreed = _note(N_("Agreed"))
    next_on = DayField(N_("Next call"))
    inbound = BooleanField(N_("The customer called us"))
    opened_at = MomentField(N_("Opened"))
    quick = CodeField(N_("Result"), Result, QUICK)

    def arguments(self) -> dict[str, Any]:
        """The button “No answer” says the result in one tap; the chips stay as they were."""
        given = dict(self.data)
        quick = given.pop("quick")
        return given | ({"result": quick, "inbound": False} if quick else {})


class FirstCallForm(CallForm):
    """The first contact with a new lead: thanks, and what they look for (R-232)."""

    topic = CodeField(N_("What it was about"), Topic, {one: TOPIC_NAMES[one] for one in FIRST_TOPICS})


class CareCallForm(CallForm):
    """The same for an after-sales call; its topics are others."""

    topic = CodeField(N_("What it was about"), Topic, {one: TOPIC_NAMES[one] for one in CARE_TOPICS})

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name not in ("inbound", "opened_at")}


class GradeForm(Form):
    """The answer to a suggested grade."""

    grade = CodeField(N_("Grade"), Grade, {one: one.value for one in LADDER}, N_("Choose a grade."))
    reason = StringField(N_("Why not"), [Length(max=200)], filters=[lambda text: (text or "").strip()])
    version = IntegerField(validators=[Optional()])
