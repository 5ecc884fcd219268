"""What is typed about a firm: its file, and who stands for it (F-53)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, StringField
from wtforms.fields.choices import SelectChoice, SelectField
from wtforms.validators import ValidationError

from crm.customers.forms import PhoneField, note_field, with_note
from crm.customers.rules import KIND_NAMES, ROLE_NAMES, ContactRole, Kind, check_code, normalise_code, plain
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.reasons import say
from crm.shared.words import N_


class CreditCodeField(StringField):
    """The 18 signs of the licence; `data` is normalised, the box keeps what was typed."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = plain(valuelist[0])[:60] if valuelist else ""
        self.data = normalise_code(self.typed)

    def pre_validate(self, _form: Any) -> None:
        wrong = check_code(self.data) if self.data else None
        if wrong:
            raise ValidationError(say(wrong.code, wrong.facts))

    def _value(self) -> str:
        return getattr(self, "typed", None) or self.data or ""


def _number_or_none(typed: Any) -> int | None:
    return int(typed) if str(typed or "").isascii() and str(typed or "").isdigit() else None


class _Firm(Form):
    """What both forms of a firm have."""

    name = text(N_("Name on the licence"), 60, N_("A company has a name."))
    short_name = text(N_("What people call it"), 20)
    credit_code = CreditCodeField(N_("Credit code"))
    owner_id = SelectField(N_("Key-account manager"), coerce=_number_or_none, validate_choice=False)

    def offer(self, people: Iterable[Any]) -> _Firm:
        """The people to choose from, as (id, name)."""
        none = SelectChoice(value="", label=N_("Nobody yet"))
        self.owner_id.choices = [none, *(SelectChoice(value=number, label=name) for number, name in people)]
        return self


class NewCompanyForm(_Firm):
    """A firm, and the person who came from it."""

    phone = PhoneField(N_("Number of the office"))
    contact_name = text(N_("Who is here"), 40)
    contact_phone = PhoneField(N_("Their number"))
    contact_role = CodeField(N_("What they do there"), ContactRole, ROLE_NAMES)
    shared_phone = BooleanField(N_("A different company that shares this number"))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "phone2": self.phone.other}

    def validate_contact_phone(self, field: Any) -> None:
        if not (field.data or self.phone.data or self.credit_code.data) and not field.errors:
            raise ValidationError(N_("Give the credit code or one number, so that the company is found again."))


class CompanyForm(_Firm):
    """Correcting a firm's file. A number stands here only when it is to be replaced."""

    kind = CodeField(N_("Kind"), Kind, KIND_NAMES, N_("Choose person or company."))
    phone = PhoneField(N_("New number of the office"))
    phone2 = PhoneField(N_("New second phone"))
    shared_phone = BooleanField(N_("This number is shared, for example by a family or a firm"))
    note = note_field()
    version = WholeField(N_("Version"))

    def arguments(self) -> dict[str, Any]:
        return with_note(self, super().arguments())


class ContactForm(Form):
    """Somebody who stands for a firm: a number that is on file leads to that person."""

    name = text(N_("Surname or name"), 40)
    phone = PhoneField(N_("Phone number"))
    role = CodeField(N_("What they do there"), ContactRole, ROLE_NAMES, N_("Say what they do for the company."))
