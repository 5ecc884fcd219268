"""What is typed about a customer: the file, facts, tags, consent, and why somebody looks at a number."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, StringField
from wtforms.fields.choices import RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError
from wtforms.widgets import TelInput

from crm.customers.rules import (
    CONSENTS,
    FIELDS,
    KIND_NAMES,
    SEX_NAMES,
    SOURCE_NAMES,
    TAGS,
    Kind,
    Source,
    phones_in,
    plain,
    why_no_phone,
)
from crm.shared.fields import CodeField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.reasons import say
from crm.shared.words import N_, _


def sex_field() -> RadioField:
    choices = [SelectChoice(value=code, label=label) for code, label in SEX_NAMES.items()]
    known = [lambda sex: sex if sex in SEX_NAMES else None]
    return RadioField(N_("Address"), choices=choices, validate_choice=False, filters=known)


def yes_or_no(label: str) -> RadioField:
    """What a customer answered; nothing is chosen beforehand."""
    answers = {"yes": N_("Agrees"), "no": N_("Does not agree")}
    choices = [SelectChoice(value=code, label=answer) for code, answer in answers.items()]
    return RadioField(label, choices=choices, validate_choice=False)


class PhoneField(StringField):
    """A phone number as people write it; `data` is normalised, the box keeps what was typed (F-50).

    Where two numbers were typed into one box, `other` is the second.
    """

    widget = TelInput()
    other: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = plain(valuelist[0]) if valuelist else ""
        self.data, self.other = (*phones_in(self.typed), None, None)[:2]

    def pre_validate(self, _form: Any) -> None:
        if getattr(self, "typed", "") and self.data is None:
            wrong = why_no_phone(self.typed)
            raise ValidationError(say(wrong.code, wrong.facts))

    def _value(self) -> str:
        return getattr(self, "typed", None) or ""


def note_field() -> Any:
    """Remarks, as they came with a file of another system."""
    return text(N_("Note"), 4_000, lines=3)


def with_note(form: Any, values: dict[str, Any]) -> dict[str, Any]:
    """A form that was sent without the note leaves it alone; an emptied one takes it away."""
    return {**values, "note": values["note"] if form.note.raw_data else None}


class NewCustomerForm(Form):
    """A file by hand: a phone alone is enough."""

    phone = PhoneField(N_("Phone number"), [Needed(N_("A phone number is needed; everything else can come later."))])
    name = text(N_("Surname or name"), 40)
    sex = sex_field()
    shared_phone = BooleanField(N_("A different person who shares this number"))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "phone2": self.phone.other}


class CustomerForm(Form):
    """Correcting a file. A number stands here only when it is to be replaced, so that nothing is shown by editing."""

    name = text(N_("Surname or name"), 40)
    sex = sex_field()
    kind = CodeField(N_("Kind"), Kind, KIND_NAMES, N_("Choose person or company."))
    phone = PhoneField(N_("New phone"))
    phone2 = PhoneField(N_("New second phone"))
    shared_phone = BooleanField(N_("This number is shared, for example by a family or a firm"))
    note = note_field()
    version = WholeField(N_("Version"))

    def arguments(self) -> dict[str, Any]:
        return with_note(self, super().arguments())


class FactsForm(Form):
    """The facts of R-211, each optional; all of one saving have one source."""

    source = CodeField(N_("Where it is from"), Source, SOURCE_NAMES, default=Source.SAID.value)

    def arguments(self) -> dict[str, Any]:
        values = {name: self[name].data for name in FIELDS if name in self}
        return {**values, "source": self.source.data or Source.SAID}

    def shown(self) -> list[Field]:
        return [self[name] for name in FIELDS if name in self]


def _fact_field(name: str) -> Any:
    shape = FIELDS[name]
    if shape.choices is None:
        return text(shape.label, shape.longest)
    choices = [SelectChoice(value="", label=N_("Not said"))]
    choices += [SelectChoice(value=code, label=label) for code, label in shape.choices.items()]
    return SelectField(shape.label, choices=choices, default="")


for _name in FIELDS:
    setattr(FactsForm, _name, _fact_field(_name))


class TagForm(Form):
    """A word of one's own, or one of the offered ones, which is kept as its code."""

    tag = text(N_("New tag"), 16, N_("Write a word, or tap one."))

    def arguments(self) -> dict[str, Any]:
        known = {word: code for code, label in TAGS.items() for word in (label, _(label))}
        return {"tag": known.get(self.tag.data or "", self.tag.data)}


class ConsentForm(Form):
    """One answer. Neither is ticked beforehand (F-75)."""

    consent = StringField(N_("What for"))
    given = yes_or_no(N_("Answer"))

    def validate_consent(self, field: Any) -> None:
        if field.data not in CONSENTS:
            raise ValidationError(N_("This choice does not exist."))

    def validate_given(self, field: Any) -> None:
        if field.data not in ("yes", "no"):
            raise ValidationError(N_("Ask the customer, then choose the answer."))

    def arguments(self) -> dict[str, Any]:
        return {"consent": self.consent.data, "given": self.given.data == "yes"}


REVEAL_REASONS = {"call": N_("To call"), "message": N_("To write a message"), "check": N_("To check who it is")}


class RevealForm(Form):
    """Why somebody wants to see a number (F-84)."""

    reason = RadioField(
        N_("Why do you need the number?"),
        choices=[SelectChoice(value=code, label=label) for code, label in REVEAL_REASONS.items()],
        validate_choice=False,
    )
    what = StringField(N_("Number"), default="phone")
    why = text(N_("Calling all the same, because"), 200)

    def validate_reason(self, field: Any) -> None:
        if field.data not in REVEAL_REASONS:
            raise ValidationError(N_("Say why; it is written down."))

    def arguments(self) -> dict[str, Any]:
        return {
            "reason": self.reason.data, "what": "phone2" if self.what.data == "phone2" else "phone",
            "why": self.why.data or "",
        }  # fmt: skip


class VersionForm(Form):
    """A button on a row that people edit."""

    version = WholeField(N_("Version"))
