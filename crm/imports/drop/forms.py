"""What is typed about a watched folder, and about a remembered source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice, SelectField

from crm.imports.rules import KIND_NAMES, Kind
from crm.imports.sources import LONGEST_NAME, ImportSource
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_, _


def _number(typed: Any) -> int | None:
    found = str(typed or "").strip()
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else None


class ProfileForm(Form):
    """One watched folder."""

    name = text(N_("Name of the system"), LONGEST_NAME, N_("Give it a name, such as that of the system."))
    folder = text(N_("Folder"), 60, N_("Name the folder."))
    pattern = text(N_("Files"), 60, N_("Say which files, such as *.csv."))
    kind = CodeField(N_("What the rows are"), Kind, KIND_NAMES, missing=N_("Say what the rows are."))
    source_id = SelectField(N_("Its columns"), coerce=_number, validate_choice=False)
    by_itself = BooleanField(N_("Write by itself"))
    active = BooleanField(N_("Watch this folder"))
    version = WholeField(N_("Version"))

    def offer(self, sources: Iterable[ImportSource]) -> ProfileForm:
        """The remembered sources; without one the columns are guessed."""
        known = [SelectChoice(value=one.id, label=f"{one.name} · {_(KIND_NAMES[Kind(one.kind)])}") for one in sources]
        self.source_id.choices = [SelectChoice(value="", label=N_("Guess them each time")), *known]
        return self


class SourceNameForm(Form):
    """A remembered mapping by its name."""

    name = text(N_("Name of the source"), LONGEST_NAME, N_("Give the source a name."))
    version = WholeField(N_("Version"))
