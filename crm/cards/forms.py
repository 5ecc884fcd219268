"""What is typed about a card."""

from __future__ import annotations

from typing import Any

from wtforms import StringField
from wtforms.validators import Length, ValidationError
from wtforms.widgets import TelInput

from crm.cards.rules import HOW_NAMES, How, number_on_card
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class NumberField(StringField):
    """A number that customers dial."""

    widget = TelInput()
    data: str | None

    def pre_validate(self, form: Any) -> None:
        typed = number_on_card(self.data or "")
        if typed is None:
            raise ValidationError(N_("A number has 5 to 15 digits."))
        self.data = typed


class CardForm(Form):
    """One's own card."""

    phone = NumberField(N_("Mobile number"), [Length(max=30)])
    desk = NumberField(N_("Number at the desk"), [Length(max=30)])
    wechat = text(N_("WeChat ID"), 40)
    line = text(N_("A sentence about you"), 80)
    version = WholeField(N_("Version"))


class StoreForm(Form):
    """The hotline and the address of the store."""

    hotline = NumberField(N_("Hotline of the store"), [Length(max=30)])
    address = text(N_("Address of the store"), 120)
    version = WholeField(N_("Version"))


class SentForm(Form):
    """How the customer got it."""

    how = CodeField(N_("How the customer got it"), How, HOW_NAMES)


class VersionForm(Form):
    version = WholeField(N_("Version"))
