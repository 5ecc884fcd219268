"""What is typed after a loss: how a word was said, and what marketing enters."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from crm.leads.rules import BRANCHES
from crm.losses.rules.occasions import KIND_NAMES, Kind, wrong_prices
from crm.losses.rules.touches import HOW_NAMES, SAID, How
from crm.shared.fields import CodeField, DateField, FenField, Needed, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _

WAYS = {one: HOW_NAMES[one] for one in (*SAID, How.DROPPED)}
BRANCH_CHOICES = [SelectChoice(value=branch.code, label=branch.name) for branch in BRANCHES]


class WordForm(Form):
    """How the word was said."""

    how = CodeField(N_("How it was said"), How, WAYS, N_("Say how it was said."))


class OccasionForm(Form):
    """A lower price or a new model; `seen` is how many the preview has shown."""

    kind = CodeField(N_("What has changed"), Kind, KIND_NAMES, N_("Choose what has changed."))
    model = text(N_("Model"), 60, N_("Which car is it?"))
    asked_for = text(N_("Customers who asked for"), 60)
    old_price = FenField(N_("Price until now (yuan)"))
    new_price = FenField(N_("New price (yuan)"))
    from_on = DateField(N_("From which day"), [Needed(N_("From which day on?"))])
    branches = SelectMultipleField(N_("Lost because of"), choices=BRANCH_CHOICES, validate_choice=False)
    interests = SelectMultipleField(N_("Cars that were asked for"), choices=[], validate_choice=False)
    only_covered = BooleanField(N_("Only where it makes up for the price gap that was told"))
    note = text(N_("What the advisors are to say"), 120)
    seen = WholeField(N_("Seen"))

    def validate(self, **more: Any) -> bool:
        """The prices are judged along with everything else."""
        right = bool(super().validate(**more))
        if isinstance(self.kind.data, Kind):
            wrong = wrong_prices(self.kind.data, self.old_price.data, self.new_price.data)
            if wrong and not self[wrong[0]].errors:
                self.refuse(_(wrong[1]), wrong[0])
                right = False
        return right

    def arguments(self) -> dict[str, Any]:
        """The action takes the cars themselves, not the words that found them."""
        return {name: value for name, value in super().arguments().items() if name != "asked_for"}

    @property
    def drop_fen(self) -> int | None:
        """By how much it came down, where only covered gaps are asked for."""
        priced = self.kind.data == Kind.PRICE and self.only_covered.data
        return (self.old_price.data or 0) - (self.new_price.data or 0) if priced else None
