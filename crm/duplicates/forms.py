"""What is said about a pair: the chosen values, a reason where an owner changes, and what is left when taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, StringField

from crm.duplicates.rules.merging import GONE, KEEP, State
from crm.shared.fields import CodeField, text
from crm.shared.forms import Form
from crm.shared.words import N_

CHOSEN = ("name", "phone", "owner")


def chosen(typed: Mapping[str, str]) -> dict[str, str]:
    """The sides that were chosen; anything else that was sent is not a choice."""
    fields = (name for name in typed if name in CHOSEN or name.startswith("fact-"))
    return {name: typed[name] for name in fields if typed[name] in (KEEP, GONE)}


class MergeForm(Form):
    """Merge two files. `versions` are those of the files that were looked at: "12:3 15:1"."""

    why = text(N_("Why it is one person"), 200)
    versions = StringField()

    def arguments(self) -> dict[str, Any]:
        pairs = (one.partition(":") for one in (self.versions.data or "").split())
        seen = {int(file): int(version) for file, _, version in pairs if file.isdigit() and version.isdigit()}
        return {"why": self.why.data or "", "versions": seen}


class VerdictForm(Form):
    """Not the same person, or look at it later."""

    verdict = CodeField(
        N_("Verdict"), State, {State.NOT_SAME: N_("Not the same person"), State.LATER: N_("Look at it later")},
        N_("Say which."),
    )  # fmt: skip

    def validate_verdict(self, field: Any) -> None:
        if field.data not in (State.NOT_SAME, State.LATER):
            field.errors = [*field.errors, N_("This choice does not exist.")]


class ApartForm(Form):
    """Take two files apart. `leave`: what was changed since the merge stays as it is now."""

    leave = BooleanField(N_("Take them apart all the same; what was changed since stays as it is now"))
