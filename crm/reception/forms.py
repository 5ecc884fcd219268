"""What is typed at the desk. Every field of a visit is optional; what cannot be read is said under its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField
from wtforms.fields.choices import RadioField, SelectChoice, SelectField
from wtforms.validators import ValidationError

from crm.customers.forms import PhoneField, sex_field, yes_or_no
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES, Channel
from crm.reception.rules import DESCRIBING, NOTE_LONGEST, NOTES, PURPOSE_NAMES, Purpose
from crm.rota.rules import SKIP_REASONS, Stand
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _

DESCRIBED_LONGEST = 200


class DoorPhoneField(PhoneField):
    """At the door the last four digits are enough when the customer they belong to has been chosen."""

    def pre_validate(self, form: Any) -> None:
        typed = getattr(self, "typed", "")
        if not typed or self.data or form.customer_id.data:
            return
        if len(typed) == 4 and typed.isdigit():
            raise ValidationError(_("Choose one of the customers found, or type the whole number."))
        super().pre_validate(form)


def _choices(names: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(value=str(code), label=label) for code, label in names.items()]


class VisitForm(Form):
    """The intake; also what completes a visit later."""

    phone = DoorPhoneField(N_("Phone or its last four"))
    customer_id = WholeField(N_("Who it is"))
    contact_id = WholeField(N_("Who is here for the company?"))
    shared_phone = BooleanField(N_("A different person who shares this number"))
    surname = text(N_("Surname"), 40)
    sex = sex_field()
    purpose = CodeField(N_("What brings them"), Purpose, PURPOSE_NAMES)
    channel = CodeField(N_("How they found us"), Channel, CHANNEL_NAMES)
    channel_detail = SelectField(
        N_("More exactly"), validate_choice=False, choices=_choices({"": N_("Not said"), **CHANNEL_DETAILS})
    )
    party_size = WholeField(N_("How many people"))
    interest = text(N_("Car wanted"), 60)
    description = text(N_("Remark"), 120)
    note_appearance = text(N_("To recognise them"), NOTE_LONGEST)
    note_family = text(N_("With them"), NOTE_LONGEST)
    note_background = text(N_("Background they named"), NOTE_LONGEST)
    note_needs = text(N_("Need and budget they named"), NOTE_LONGEST)
    consent = yes_or_no(N_("May we keep the number and call about this enquiry?"))
    nothing_left = BooleanField(N_("Asked, and left no number"))
    version = WholeField(N_("Version"))

    def __init__(self, *typed: Any, **more: Any) -> None:
        super().__init__(*typed, **more)
        named = (*NOTES, "description")
        self.words = {name: typed[0].getlist(f"{name}_word") if typed and typed[0] else [] for name in named}
        self.only_visit = bool(typed and typed[0] and typed[0].get("only"))

    def validate_channel_detail(self, field: Any) -> None:
        if field.data and field.data not in CHANNEL_DETAILS:
            raise ValidationError(N_("This choice does not exist."))

    def validate_party_size(self, field: Any) -> None:
        if field.data is not None and not 1 <= field.data <= 30:
            raise ValidationError(N_("Between 1 and 30 people."))

    def validate(self, **more: Any) -> bool:
        right = bool(super().validate(**more))
        for name in NOTES:
            if not self[name].errors and len(self.note(name)) > NOTE_LONGEST:
                self.refuse(_("At most %(n)s signs together with the words.", n=NOTE_LONGEST), name)
                right = False
        return right

    def note(self, name: str) -> str:
        """A note is the words that were tapped and what was typed."""
        offered = {word for one in NOTES[name][1] for word in (one, _(one))}
        tapped = [word for word in self.words[name] if word in offered]
        return "、".join([*tapped, *([self[name].data] if self[name].data else [])])

    def described(self) -> str:
        """The words that were tapped, and the remark."""
        offered = {word for one in DESCRIBING for word in (one, _(one))}
        tapped = [word for word in self.words["description"] if word in offered]
        said = [*tapped, *([self.description.data] if self.description.data else [])]
        return "、".join(said)[:DESCRIBED_LONGEST]

    def arguments(self) -> dict[str, Any]:
        found = {**super().arguments(), **{name: self.note(name) for name in NOTES}, "phone2": self.phone.other}
        found["description"] = self.described()
        if self.only_visit:  # they leave no number: the visit alone is recorded
            found.update(phone=None, surname="", customer_id=None, nothing_left=True)
        return found


class IntakeForm(VisitForm):
    """A new visit, with who receives it."""

    purpose = CodeField(N_("What brings them"), Purpose, PURPOSE_NAMES, default=Purpose.LOOK.value)
    advisor = RadioField(N_("Who receives"), validate_choice=False, default="next")
    skip_reason = RadioField(N_("Why not the next one?"), choices=_choices(SKIP_REASONS), validate_choice=False)

    def validate_skip_reason(self, field: Any) -> None:
        if field.data and field.data not in SKIP_REASONS:
            raise ValidationError(N_("This choice does not exist."))

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        found.pop("version")
        found["advisor"] = (found["advisor"] or "").strip()
        if found["phone"] or found["channel"] or found["surname"]:
            found["purpose"] = found["purpose"] or Purpose.LOOK
        return found


class AssignmentForm(Form):
    advisor = RadioField(N_("Who receives"), validate_choice=False)
    skip_reason = RadioField(N_("Why not the next one?"), choices=_choices(SKIP_REASONS), validate_choice=False)
    version = WholeField(N_("Version"))

    def validate_advisor(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(N_("Choose who receives this visitor."))

    def validate_skip_reason(self, field: Any) -> None:
        if field.data and field.data not in SKIP_REASONS:
            raise ValidationError(N_("This choice does not exist."))


class StepForm(Form):
    """Which tap is taken back; the latest one when none is named."""

    step = WholeField(N_("Step"))


def offer(form: Any, ready: Sequence[Stand], others: Sequence[Stand]) -> Any:
    """The people to choose from: the next one, the other free ones, those who are busy, nobody yet."""
    first = ready[0] if ready else None
    label = _("Next: %(name)s", name=first.name) if first else _("The next one who is free")
    choices = [SelectChoice(value="next", label=label)]
    choices += [SelectChoice(value=str(one.staff_id), label=one.name) for one in ready[1:]]
    busy = _("%(name)s (busy)")
    choices += [SelectChoice(value=str(one.staff_id), label=busy % {"name": one.name}) for one in others]
    form.advisor.choices = [*choices, SelectChoice(value="", label=_("Nobody for now"))]
    return form
