"""What is typed about enquiries: a source, the words of consent, a call at the desk, a hand-over, a sign-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, StringField
from wtforms.fields.choices import SelectChoice, SelectField
from wtforms.validators import ValidationError

from crm.customers.forms import PhoneField
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES, Channel
from crm.enquiries.rules import KINDS, NO_INTENTION_NAMES, Routing, SourceKind, WhyNot
from crm.enquiries.rules.intake import LONGEST, tidy
from crm.enquiries.rules.routing import ROUTING_NAMES
from crm.shared.fields import CodeField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _

KIND_NAMES = {kind: usual.label for kind, usual in KINDS.items()}
AT_THE_CALL = {why: name for why, name in NO_INTENTION_NAMES.items() if why is not WhyNot.NO_ANSWER}
CALL_CHANNELS = {one: CHANNEL_NAMES[one] for one in (Channel.CALL_IN, Channel.DCC, Channel.REFERRAL, Channel.EVENT)}


def _details() -> SelectField:
    known = [SelectChoice(value=code, label=name) for code, name in CHANNEL_DETAILS.items()]
    choices = [SelectChoice(value="", label=N_("Not said")), *known]
    return SelectField(N_("More exactly"), choices=choices, default="", validate_choice=False)


def _known_detail(_form: Any, field: Any) -> None:
    if field.data and field.data not in CHANNEL_DETAILS:
        raise ValidationError(N_("This choice does not exist."))


def _people(label: str) -> SelectField:
    return SelectField(label, validate_choice=False, default="")


def _staff_id(field: Any) -> int | None:
    typed = (field.data or "").strip()
    return int(typed) if re.fullmatch(r"\d{1,18}", typed, re.ASCII) else None


class SourceForm(Form):
    """One door of the store and its rule."""

    name = text(N_("Name of the source"), 40, N_("Give the source a name."))
    channel = CodeField(N_("How they found us"), Channel, CHANNEL_NAMES, N_("Say how they found us."))
    channel_detail = _details()
    answer_minutes = WholeField(N_("First answer within"), [Needed(N_("Within how many minutes?"))])
    in_hours = BooleanField(N_("Only the minutes count in which the store is open"))
    a_minute = WholeField(N_("Most enquiries in a minute"), [Needed(N_("How many at most?"))], default=60)
    routing = CodeField(N_("Who answers"), Routing, ROUTING_NAMES, N_("Choose who answers."))
    team_id = SelectField(N_("Group"), validate_choice=False, default="")
    form_open = BooleanField(N_("Its own form is open"))
    version = WholeField(N_("Version"))

    validate_channel_detail = _known_detail

    def validate_answer_minutes(self, field: Any) -> None:
        if field.data is not None and not 5 <= field.data <= 1_440:  # F-05: 24 h at the latest
            raise ValidationError(_("Between %(low)s and %(high)s.", low=5, high=1_440))

    def validate_a_minute(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= 600:
            raise ValidationError(_("Between %(low)s and %(high)s.", low=1, high=600))

    def offer_teams(self, teams: Sequence[Any]) -> SourceForm:
        known = [SelectChoice(value=str(team.id), label=team.name) for team in teams if not team.archived_at]
        self.team_id.choices = [SelectChoice(value="", label=N_("None")), *known]
        return self

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "team_id": _staff_id(self.team_id), "channel": str(self.channel.data)}


class NewSourceForm(SourceForm):
    kind = CodeField(N_("Kind"), SourceKind, KIND_NAMES, N_("Choose the kind of source."))

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found.pop("version")
        return found


class TextForm(Form):
    """New words for consent; the version is the name under which they are kept."""

    version = text(N_("Version of the words"), 20, N_("Give the words a version, such as 2026-02."))
    words = text(N_("Words in Chinese"), 300, N_("Write the words that people agree to."), lines=3)
    words_en = text(N_("Words in English"), 300, lines=3)

    def validate_version(self, field: Any) -> None:
        if field.data and not re.fullmatch(r"[A-Za-z0-9._-]+", field.data):
            raise ValidationError(N_("Letters, digits, dots and hyphens only."))


class CallForm(Form):
    """Somebody is on the phone: number first; then qualified, handed on, or without intention."""

    phone = PhoneField(N_("Phone"))
    name = text(N_("Surname or name"), LONGEST["name"])
    model = text(N_("Car wanted"), LONGEST["model"])
    channel = CodeField(
        N_("By which way"), Channel, CALL_CHANNELS, N_("Say how they found us."), default=Channel.CALL_IN.value
    )
    channel_detail = _details()
    question = text(N_("What they asked"), LONGEST["message"], lines=2)
    advisor_id = _people(N_("Who goes on with it"))
    why = text(N_("Why this person"), 120)
    why_not = CodeField(N_("No intention, because"), WhyNot, AT_THE_CALL)
    note = text(N_("In a few words"), 120)
    shared_phone = BooleanField(N_("This number is shared, for example by a family or a firm"))

    validate_channel_detail = _known_detail

    def validate_channel(self, field: Any) -> None:
        if field.data and field.data not in CALL_CHANNELS:
            raise ValidationError(N_("This choice does not exist."))

    def __init__(self, *typed: Any, **more: Any) -> None:
        super().__init__(*typed, **more)
        self.none = bool(typed and typed[0].get("none"))  # the button "Close without intention"

    def validate_why_not(self, field: Any) -> None:
        if self.none and field.data is None and not field.errors:
            raise ValidationError(N_("Choose why."))

    def offer(self, people: Sequence[tuple[int, str]]) -> CallForm:
        choices = [SelectChoice(value=str(number), label=name) for number, name in people]
        self.advisor_id.choices = [SelectChoice(value="", label=N_("I do")), *choices]
        return self

    def arguments(self) -> dict[str, Any]:
        found = {**super().arguments(), "advisor_id": _staff_id(self.advisor_id), "channel": str(self.channel.data)}
        return found if self.none else {**found, "why_not": None, "note": ""}


class HandForm(Form):
    """An advisor goes on with it."""

    owner_id = _people(N_("Who goes on with it"))
    reason = text(N_("Why this person"), 120, N_("Say in one line why."))
    version = WholeField(N_("Version"))

    def validate_owner_id(self, field: Any) -> None:
        if _staff_id(field) is None:
            raise ValidationError(N_("Choose who goes on with it."))

    def offer(self, people: Sequence[tuple[int, str]]) -> HandForm:
        choices = [SelectChoice(value=str(number), label=name) for number, name in people]
        self.owner_id.choices = [SelectChoice(value="", label=N_("Choose")), *choices]
        return self

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        return {"owner_id": _staff_id(self.owner_id), "why": found["reason"], "version": found["version"]}


class NoneForm(Form):
    """Why there is no intention to buy (F-13)."""

    reason = CodeField(N_("Why"), WhyNot, NO_INTENTION_NAMES, N_("Choose why."))
    words = text(N_("In a few words"), 120)  # not "note": the desk behind the dialog has one

    def refuse(self, message: str, field: str | None = None) -> None:
        super().refuse(message, "words" if field == "note" else field)

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.reason.data, "note": self.words.data}


class SignUpForm(Form):
    """The public form of a source, filled in on a phone at a stand."""

    phone = PhoneField(N_("Mobile number"), [Needed(N_("We need your number to answer you."))])
    name = text(N_("Your name"), LONGEST["name"])
    model = text(N_("Which car interests you?"), LONGEST["model"])
    question = text(N_("What would you like to know?"), LONGEST["message"], lines=3)
    consent = BooleanField(N_("I agree"))
    text_version = HiddenField(N_("Version"))
    key = HiddenField(N_("Key"))
    website = StringField(N_("Leave this empty"))  # only a machine fills it in
    refused_with = 0  # the status when the form was fine and the enquiry was not taken
    words_changed = False

    def told(self) -> dict[str, Any]:
        """What goes into the enquiry, tidied."""
        said = {name: tidy(self[name].data or "") for name in ("name", "model")}
        return {**said, "message": tidy(self.question.data or "", lines=True)}
