"""What is typed at a lead: grade, test drive, hand-over, lost sale and its review, a new enquiry by phone."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice, SelectField
from wtforms.validators import ValidationError

from crm.customers.forms import PhoneField
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES, Channel
from crm.leads.rules import REASON_NAMES, Grade, LostReason, Verdict
from crm.leads.rules.lost import VERDICT_NAMES, missing_facts
from crm.shared.fields import CodeField, DateField, FenField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _

GRADE_NAMES = {grade: grade.value for grade in (Grade.H, Grade.A, Grade.B, Grade.C)}


DECISIONS = {one: VERDICT_NAMES[one] for one in (Verdict.APPROVED, Verdict.SENT_BACK)}


class GradeForm(Form):
    """Accept, keep, or choose; the reason may be empty only where the machine has said it."""

    grade = CodeField(N_("Grade"), Grade, GRADE_NAMES, N_("Choose H, A, B or C."))
    reason = text(N_("Why, in one line"), 120)
    version = WholeField(N_("Version"))


class TestDriveForm(Form):
    __test__ = False

    driven_on = DateField(N_("Day"), [Needed(N_("On which day?"))])
    model = text(N_("Model"), 60, N_("Which car was driven?"))
    liked = text(N_("What they liked"), 120)
    doubts = text(N_("What they doubt"), 120)


class AssignForm(Form):
    owner_id = SelectField(N_("New advisor"), coerce=int, validate_choice=False)
    reason = text(N_("Why, in one line"), 120, N_("Say in one line why."))
    version = WholeField(N_("Version"))

    def offer(self, people: Any) -> AssignForm:
        """The people to choose from, as (id, name)."""
        self.owner_id.choices = [SelectChoice(value=number, label=name) for number, name in people]
        return self


class FreezeForm(Form):
    """Peace until a date (F-02)."""

    until_on = DateField(N_("Until"), [Needed(N_("Until when? Give the day."))])
    reason = text(N_("Why, in one line"), 120, N_("Say in one line why."))
    version = WholeField(N_("Version"))


class LostSaleForm(Form):
    """Why the sale was lost, and what this reason owes (F-17)."""

    reason = CodeField(N_("Reason"), LostReason, REASON_NAMES, N_("Choose the main reason."))
    note = text(N_("In your own words"), 500, lines=2)
    competitor_brand = text(N_("Brand they bought"), 40)
    competitor_model = text(N_("Model they bought"), 60)
    competitor_store = text(N_("Store they bought from"), 60)
    price_gap = FenField(N_("Price gap (yuan)"))
    would_have_won = text(N_("What would have won it"), 500, lines=2)
    reopen_on = DateField(N_("Contact again on"))
    duplicate_of = WholeField(N_("Number of the lead that stays"))

    def validate(self, **more: Any) -> bool:
        """All that a reason owes is said at once, each under its field."""
        right = bool(super().validate(**more))
        if isinstance(self.reason.data, LostReason):
            for field, sentence in missing_facts(self.reason.data, self.data):
                if not self[field].errors:
                    self.refuse(_(sentence), field)
                    right = False
        return right


class DecisionForm(Form):
    """The review of an application."""

    verdict = CodeField(N_("Decision"), Verdict, DECISIONS, N_("Approve it or send it back."))
    note = text(N_("Words to the advisor"), 200)

    def validate_verdict(self, field: Any) -> None:
        if field.data is Verdict.WITHDRAWN:
            raise ValidationError(N_("This choice does not exist."))


class NewLeadForm(Form):
    """Somebody called: a phone is enough."""

    phone = PhoneField(N_("Phone"), [Needed(N_("A phone number is needed; everything else can come later."))])
    name = text(N_("Surname or name"), 40)
    channel = CodeField(
        N_("How they found us"), Channel, CHANNEL_NAMES, N_("Say how they found us."), default=Channel.CALL_IN.value
    )
    channel_detail = SelectField(N_("More exactly"), validate_choice=False)
    interest = text(N_("Car wanted"), 60)
    shared_phone = BooleanField(N_("A different person who shares this number"))

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "phone2": self.phone.other}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        known = [SelectChoice(value=code, label=name) for code, name in CHANNEL_DETAILS.items()]
        self.channel_detail.choices = [SelectChoice(value="", label=N_("Not said")), *known]

    def validate_channel_detail(self, field: Any) -> None:
        if field.data and field.data not in CHANNEL_DETAILS:
            raise ValidationError(N_("This choice does not exist."))
