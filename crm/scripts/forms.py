"""What marketing types: a script, a policy."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField
from wtforms.validators import Optional

from crm.scripts.rules import LONGEST
from crm.shared.fields import DateField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class ScriptForm(Form):
    """One text; `version` is the number that was on the page."""

    goal = text(N_("Goal of the call"), 120)
    tell = text(N_("What to tell"), LONGEST, lines=2)
    learn = text(N_("What to learn"), LONGEST, lines=2)
    agree = text(N_("What to agree"), LONGEST, lines=2)
    version = IntegerField(validators=[Optional()])

    def arguments(self) -> dict[str, Any]:
        told = dict(self.data)
        told["number"] = told.pop("version")
        return told


class PolicyForm(Form):
    """One line of policy with its days."""

    words = text(N_("What holds"), LONGEST, N_("Write what the advisors shall say."), lines=2)
    model = text(N_("Model"), 40)
    from_on = DateField(N_("From"))
    until_on = DateField(N_("Until"))
