"""What is typed about words: a word with its other spellings, and what a spelling means."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice, SelectField

from crm.dictionaries.rules import LONGEST, WORD_NAMES, Word
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_

# A source counts under one of the channels of F-06, which the customers' feature names; it stands above this one.
Channels = list[tuple[str, str]]


def channel_field() -> SelectField:
    return SelectField(N_("Counts under"), choices=[SelectChoice(value="", label=N_("Not said"))], default="")


class WordForm(Form):
    """One word."""

    kind = CodeField(N_("Kind"), Word, WORD_NAMES, N_("This choice does not exist."))
    name = text(N_("Word"), LONGEST, N_("Enter the word."))
    also = text(N_("Other spellings"), 2_000, lines=4)
    series = text(N_("Series"), LONGEST)
    code = channel_field()
    everywhere = BooleanField(N_("Write the word into every row that has one of its spellings"))
    version = WholeField(N_("Version"))

    def offer(self, channels: Channels) -> WordForm:
        """The channels, as (code, name)."""
        none = SelectChoice(value="", label=N_("Not said"))
        self.code.choices = [none, *(SelectChoice(value=code, label=name) for code, name in channels)]
        return self

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        if not found["version"]:
            found.pop("version")
        return {**found, "code": found["code"] or "", "also": found["also"] or "", "series": found["series"] or ""}


class MeaningForm(Form):
    """An unknown spelling, and the word that it means."""

    kind = CodeField(N_("Kind"), Word, WORD_NAMES, N_("This choice does not exist."))
    key = text(N_("Spelling"), 120)
    name = text(N_("Means"), LONGEST, N_("Say which word it means."))


class TickedForm(Form):
    """Several unknown spellings at once."""

    kind = CodeField(N_("Kind"), Word, WORD_NAMES, N_("This choice does not exist."))
    keys = SelectMultipleField(N_("Spellings"), choices=[], validate_choice=False)
    do = StringField(N_("What to do"))

    def arguments(self) -> dict[str, Any]:
        return {"kind": self.kind.data, "keys": [one.replace("\0", "") for one in self.keys.data or []]}


class VersionForm(Form):
    """A button on a word."""

    version = WholeField(N_("Version"))
