"""What is typed at a redistribution: another destination, the confirmation, why it is taken back."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice, SelectField

from crm.shared.fields import WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _


def _number_or_none(typed: Any) -> int | None:
    """An id that both databases can hold; anything else is nobody who works here."""
    bare = str(typed or "").strip()
    if not bare:
        return None
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) < 18 else 0


class DestinationForm(Form):
    owner_id = SelectField(N_("To whom"), coerce=_number_or_none, validate_choice=False)

    def offer(self, people: Any) -> DestinationForm:
        """The people to choose from, as (id, name); first of all: it stays, this time."""
        stays = SelectChoice(value="", label=N_("It stays with its advisor this time"))
        self.owner_id.choices = [stays, *(SelectChoice(value=number, label=name) for number, name in people)]
        return self


class LeaverForm(Form):
    owner_id = SelectField(N_("Who takes it over"), coerce=_number_or_none, validate_choice=False)

    def offer(self, people: Any) -> LeaverForm:
        """By rule, or one person for everything."""
        rule = SelectChoice(value="", label=N_("By rule: shared out in the same group, fewest leads first"))
        self.owner_id.choices = [rule, *(SelectChoice(value=number, label=name) for number, name in people)]
        return self


class ConfirmForm(Form):
    version = WholeField(N_("Version"))


class UndoForm(Form):
    why = text(N_("Why it is taken back"), 120, N_("Say in one line why."))


class RotationForm(Form):
    """A number for each team: its place in the rotation; empty takes no part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.typed: dict[int, str] = {}
        self.wrong: set[int] = set()

    def read(self, typed: Any) -> None:
        """place-<team> fields; the page makes one for each team."""
        for name, text_ in typed.items():
            team = name.removeprefix("place-")
            if name.startswith("place-") and team.isascii() and team.isdigit() and len(team) < 18:
                self.typed[int(team)] = text_.strip()[:20]

    def validate(self, extra_validators: Any = None) -> bool:
        self.wrong = {team for team, place in self.typed.items() if place and not _is_place(place)}
        if self.wrong:
            self.message = _("A place is a number from 1 to 99; leave it empty for a group that takes no part.")
        return not self.wrong

    def arguments(self) -> dict[str, Any]:
        return {"places": {team: int(place) if place else None for team, place in self.typed.items()}}


def _is_place(text_: str) -> bool:
    return text_.isascii() and text_.isdigit() and 0 < int(text_) < 100
