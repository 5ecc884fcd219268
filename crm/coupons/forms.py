"""What is typed about coupons: a code, a reason, a decision."""

from __future__ import annotations

from wtforms import StringField
from wtforms.fields.choices import SelectChoice, SelectField

from crm.shared.fields import Needed, text
from crm.shared.forms import Form
from crm.shared.words import N_


class CodeForm(Form):
    """A code as it was typed, scanned or pasted; `paper_no` is the work order that it is used on."""

    code = StringField(
        N_("Coupon code"),
        [Needed(N_("Type or scan the code on the coupon."))],
        filters=[lambda typed: (typed or "").strip()[:120]],
    )
    paper_no = text(N_("Work order"), 40)


class ReasonForm(Form):
    """Why something is taken back."""

    reason = text(N_("Reason"), 200, N_("Say in a word why."))


class CauseForm(Form):
    """The period whose list is confirmed."""

    cause = StringField(N_("Period"), [Needed(N_("Choose the period."))])


class NothingForm(Form):
    """A button alone."""


class DecisionForm(Form):
    """Approve or refuse a gift; a refusal says why."""

    verdict = SelectField(
        N_("Decision"),
        choices=[
            SelectChoice(value="approved", label=N_("Approve")),
            SelectChoice(value="refused", label=N_("Refuse")),
        ],
    )
    note = text(N_("Why not"), 200)


class GiftForm(Form):
    """Ask to give an offer to one customer."""

    offer_id = SelectField(N_("Offer"), coerce=int)
    why = text(N_("Why"), 200, N_("Say in a word why."), lines=2)

    def offering(self, offers: list[tuple[int, str]]) -> GiftForm:
        self.offer_id.choices = [SelectChoice(value=offer_id, label=name) for offer_id, name in offers]
        return self
