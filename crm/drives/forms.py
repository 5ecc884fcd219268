"""What is typed around a test drive: a booking, the paper, the photo, the feedback, a car, the words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, HiddenField, TimeField
from wtforms.fields import FileField
from wtforms.fields.choices import SelectChoice, SelectField

from crm.drives.rules import (
    KIND_NAMES,
    LICENCE_NAMES,
    VERDICT_NAMES,
    WISH_NAMES,
    WITH_CUSTOMER,
    Kind,
    Licence,
    Verdict,
    Wish,
)
from crm.shared.fields import CodeField, DateField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class _Time(Form):
    """A car, a day, a time and how long."""

    car_id = SelectField(N_("Car"), coerce=int, validate_choice=False)
    on_day = DateField(N_("Day"), [Needed(N_("Choose the day."))])
    at_time = TimeField(N_("Time"))
    minutes = WholeField(N_("Minutes"), [Needed(N_("How many minutes?"))])

    def validate(self, **more: Any) -> bool:
        right = bool(super().validate(**more))
        if self.at_time.data is None:
            self.at_time.errors = [N_("Write the time like 09:00.")]
            return False
        return right

    def offer(self, cars: Iterable[Any]) -> Any:
        self.car_id.choices = [SelectChoice(value=one.id, label=one.name) for one in cars]
        return self


class BookingForm(_Time):
    """A car for a customer, or out of reach for a while."""

    kind = CodeField(N_("What for"), Kind, KIND_NAMES, N_("Choose what the car is for."))
    lead_id = SelectField(N_("Customer"), coerce=lambda typed: int(typed or 0), validate_choice=False)
    note = text(N_("Why"), 60)

    def offer_leads(self, leads: Iterable[tuple[int, str]]) -> BookingForm:
        known = [SelectChoice(value=number, label=name) for number, name in leads]
        self.lead_id.choices = [SelectChoice(value=0, label=N_("Nobody")), *known]
        return self


class MoveForm(_Time):
    version = WholeField(N_("Version"))


class ReleaseForm(Form):
    version = WholeField(N_("Version"))


class PaperForm(Form):
    """What is checked and signed before the car leaves."""

    kind = CodeField(N_("Drive or ride"), Kind, WITH_CUSTOMER, N_("Drive or ride?"))
    driver = text(N_("Who drives"), 40, N_("Who drives?"))
    licence_class = CodeField(N_("Class in the licence"), Licence, LICENCE_NAMES)
    licence_since_on = DateField(N_("First issued on"))
    licence_until_on = DateField(N_("Valid until"))
    seen = BooleanField(N_("I have looked at the licence itself"))
    signature = HiddenField(N_("Signature"))
    text_version = WholeField(N_("Version"))


class PhotoForm(Form):
    agreed = BooleanField(N_("The driver agrees to the photo"))
    photo = FileField(N_("Photo of the licence"))


class FeedbackForm(Form):
    """What the customer said when they were back."""

    verdict = CodeField(N_("How was it?"), Verdict, VERDICT_NAMES, N_("Ask how it was."))
    wish = CodeField(N_("What do they want next?"), Wish, WISH_NAMES, N_("Ask what they want next."))
    liked = text(N_("What they liked"), 120)
    doubts = text(N_("What they doubt"), 120)


class CarForm(Form):
    name = text(N_("Name in the calendar"), 20, N_("What is the car called?"))
    model = text(N_("Model"), 60)
    plate = text(N_("Plate"), 12)
    small = text(N_("A line under its name"), 24)
    automatic = BooleanField(N_("Automatic gearbox"), default=True)


class CarChangeForm(CarForm):
    version = WholeField(N_("Version"))


class TextForm(Form):
    kind = CodeField(N_("Drive or ride"), Kind, WITH_CUSTOMER, N_("Drive or ride?"))
    body = text(N_("Words in Chinese"), 4000, N_("The words cannot be empty."), lines=8)
    body_en = text(N_("Words in English"), 4000, lines=8)
    version = WholeField(N_("Version"))
