"""What is typed about points."""

from __future__ import annotations

from crm.points.rules.ledger import VERDICT_NAMES, Verdict
from crm.points.rules.sampling import MARK_NAMES, Mark
from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_


class VerdictForm(Form):
    """Confirm or drop."""

    verdict = CodeField(N_("Decision"), Verdict, VERDICT_NAMES, N_("Confirm it or drop it."))
    note = text(N_("Why, in one line"), 200)


class WordsForm(Form):
    """An objection, an answer to it, or why points are taken back."""

    words = text(N_("Your reason"), 300, N_("Say in one line why."), lines=2)


class MarkForm(Form):
    """A spot check."""

    mark = CodeField(N_("Spot check"), Mark, MARK_NAMES, N_("Kept or not kept?"))
    note = text(N_("What was not kept"), 200)
