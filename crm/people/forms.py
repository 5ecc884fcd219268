"""What an administrator types about people, and what people type about themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row
from wtforms import (
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp, ValidationError

from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _
from crm.staff.rules import DEVICE_KINDS, ROLE_NAMES, DeviceKind, weak_password, weak_pin

LANGUAGES = [SelectChoice("zh", "中文"), SelectChoice("en", "English")]


def bare(typed: str | None) -> str:
    """What was typed, without the blanks around it."""
    return (typed or "").strip()


def number_or_none(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class PersonForm(Form):
    """A person's record."""

    name = text(N_("Name"), missing=N_("Enter the name."))
    name_en = text(N_("Name in English"))
    roles = SelectMultipleField(
        N_("Posts"), choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()]
    )
    team_id = SelectField(N_("Team"), coerce=number_or_none)
    version = IntegerField(validators=[Optional()])

    def offer_teams(self, teams: Sequence[Row[Any]]) -> PersonForm:
        """The teams that this store has."""
        choices = [SelectChoice(team.id, team.name) for team in teams if team.archived_at is None]
        self.team_id.choices = [SelectChoice("", _("No team")), *choices]
        return self


class NewPersonForm(PersonForm):
    """A new colleague."""

    username = StringField(
        N_("Sign-in name"),
        [
            InputRequired(N_("Enter a sign-in name.")),
            Length(min=2, max=40),
            Regexp(r"^[\w.@-]+$", message=N_("Letters, digits and . _ - @ only, without blanks.")),
        ],
        filters=[bare],
    )
    language = RadioField(N_("Language"), choices=LANGUAGES, default="zh")
    password = PasswordField(N_("First password"), [InputRequired(N_("Enter a password."))])

    def validate_password(self, field: Any) -> None:
        _strong(field.data, bare(self.username.data))

    def arguments(self) -> dict[str, Any]:
        return without(super().arguments(), "password", "version")


class PasswordForm(Form):
    """A new password, set for somebody else."""

    password = PasswordField(N_("New password"), [InputRequired(N_("Enter a password."))])
    username = HiddenField()

    def validate_password(self, field: Any) -> None:
        _strong(field.data, self.username.data or "")

    def arguments(self) -> dict[str, Any]:
        return {}


class PinForm(Form):
    """A new PIN; empty takes it away."""

    pin = PasswordField(N_("New PIN"), [Optional()])

    def validate_pin(self, field: Any) -> None:
        why = weak_pin(field.data)
        if why:
            raise ValidationError(_(why))

    def arguments(self) -> dict[str, Any]:
        return {}


class OwnPasswordForm(PasswordForm):
    current = PasswordField(N_("Password now"), [InputRequired(N_("Enter the password you use now."))])


class OwnPinForm(PinForm):
    current = PasswordField(N_("Password now"), [InputRequired(N_("Enter the password you use now."))])


class TeamForm(Form):
    name = text(N_("Team"), 40, N_("Enter a name."))
    version = IntegerField(validators=[Optional()])


class DeviceForm(Form):
    device = text(N_("Name of the tablet"), 40, N_("Enter a name."))
    kind = CodeField(N_("What it is for"), DeviceKind, DEVICE_KINDS, default=DeviceKind.RECEPTION.value)

    def arguments(self) -> dict[str, Any]:
        return {"name": self.device.data, "kind": self.kind.data or DeviceKind.RECEPTION}


class UnlockForm(Form):
    """The pad of a shared tablet."""

    staff_id = IntegerField(validators=[InputRequired(N_("Choose who you are.")), NumberRange(0, 2**63 - 1)])
    pin = PasswordField(N_("PIN"), [InputRequired(N_("Enter your PIN."))])


class FirstRunForm(Form):
    """The store and its first administrator, on an empty system."""

    store = text(N_("Name of the store"), missing=N_("Enter the store's name."))
    store_en = text(N_("Name in English"))
    name = text(N_("Name"), missing=N_("Enter the name."))
    username = NewPersonForm.username
    password = PasswordField(N_("Password"), [InputRequired(N_("Enter a password."))])
    code = text(N_("Setup code"))

    def validate_password(self, field: Any) -> None:
        _strong(field.data, bare(self.username.data))

    def arguments(self) -> dict[str, Any]:
        return without(super().arguments(), "password", "code")


def without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """A form's data without what the action must not see, such as a password in the clear."""
    return {name: value for name, value in data.items() if name not in names}


def _strong(password: str | None, username: str) -> None:
    typed = password or ""
    why = weak_password(typed, username)
    if why and len(typed) < 12:
        short = _("A password needs at least 12 signs; this has %(n)s. A sentence is fine.", n=len(typed))
        raise ValidationError(short)
    if why:
        raise ValidationError(_(why))
