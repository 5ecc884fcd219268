"""What is stated before a list leaves the house, and what somebody who approves says to it."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, StringField
from wtforms.validators import ValidationError

from crm.exports import rules
from crm.exports.rules import FORM_NAMES, PURPOSE_NAMES, Purpose, Verdict
from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_

VERDICT_NAMES = {Verdict.APPROVED: N_("Approve"), Verdict.REFUSED: N_("Do not approve")}
KEPT = "f."  # in front of a filter's name, so that it never meets a field's


class ExportForm(Form):
    """Which list, as what, what for (F-84)."""

    sheet = StringField()
    form = CodeField(
        N_("Kind of file"), rules.Form, FORM_NAMES, missing=N_("Choose a kind of file."), default=rules.Form.XLSX.value
    )
    purpose = CodeField(N_("What it is for"), Purpose, PURPOSE_NAMES, missing=N_("Say what the file is for."))
    note = text(N_("In your own words"), longest=200, missing=N_("Say in a few words what you do with it."))
    full = BooleanField(N_("Numbers in full"))

    def validate_note(self, field: Any) -> None:
        if field.data and len(field.data) < 4:
            raise ValidationError(N_("Say in a few words what you do with it."))


class DecisionForm(Form):
    """Approve or not; a refusal says why."""

    verdict = CodeField(N_("Answer"), Verdict, VERDICT_NAMES, missing=N_("Choose an answer."))
    note = text(N_("Note"), longest=200)
