"""What is typed about a question."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice, SelectField

from crm.questions.rules import LONGEST
from crm.shared.fields import DateField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _


class _ToSomebody(Form):
    """Whoever knows is chosen from the people of the store."""

    specialist_id = SelectField(
        N_("Who knows"), filters=[lambda typed: int(typed) if str(typed).isdigit() else None], validate_choice=False
    )

    def offer(self, people: Any) -> Any:
        """The people to choose from, as (id, label)."""
        choices = [SelectChoice(value=str(number), label=label) for number, label in people]
        self.specialist_id.choices = [SelectChoice(value="", label=_("Choose")), *choices]
        return self


class AskForm(_ToSomebody):
    """The customer's question, who knows, and by when."""

    asked = text(N_("What the customer wants to know"), LONGEST, N_("Write down the question."), lines=2)
    due_on = DateField(N_("Answer by"))


class AnswerForm(Form):
    """What is known."""

    text = text(N_("Answer"), LONGEST, N_("Write down the answer."), lines=2)
    version = WholeField(N_("Version"))


class PassForm(_ToSomebody):
    """Somebody else knows better."""

    version = WholeField(N_("Version"))


class BackForm(Form):
    """The question is settled otherwise."""

    version = WholeField(N_("Version"))
