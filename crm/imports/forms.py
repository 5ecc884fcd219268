"""What is chosen for an import: the kind and the file, then the field of each column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, FieldList, StringField
from wtforms.fields import FileField
from wtforms.fields.choices import SelectChoice, SelectField
from wtforms.validators import ValidationError

from crm.imports.kinds import KINDS
from crm.imports.reading.encodings import NAMES
from crm.imports.rules import KIND_NAMES, MOST_COLUMNS, Kind
from crm.shared.fields import CodeField, WholeField, text
from crm.shared.forms import Form
from crm.shared.words import N_

_NAMES = {one: name for one, name in KIND_NAMES.items() if one in KINDS}
_KINDS = [SelectChoice(value=one.value, label=name) for one, name in _NAMES.items()]


class UploadForm(Form):
    """A file and what its rows are."""

    kind = CodeField(
        N_("What the rows are"), Kind, _NAMES, missing=N_("Say what the rows are."), default=Kind.CUSTOMERS.value
    )
    file = FileField(N_("File"))

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(N_("Choose a file."))


class MappingForm(Form):
    """One field for each column of the file, in the file's order; empty means not imported."""

    mapping = FieldList(StringField(), max_entries=MOST_COLUMNS)
    version = WholeField(N_("Version"))


class RememberForm(Form):
    """The columns as they stand on the page, under a name for the next such file."""

    mapping = FieldList(StringField(), max_entries=MOST_COLUMNS)
    name = text(N_("Name of the source"), 40, N_("Give the source a name."))
    version = WholeField(N_("Version"))


class ReadAgainForm(Form):
    """How the file is to be read when the guess was wrong."""

    kind = SelectField(N_("What the rows are"), choices=_KINDS, validate_choice=False)
    encoding = SelectField(N_("Signs"), validate_choice=False, default="")
    sheet = SelectField(N_("Sheet"), validate_choice=False, default="")
    heading_row = WholeField(N_("Headings in row"))
    version = WholeField(N_("Version"))

    def offer(self, about: Mapping[str, Any]) -> ReadAgainForm:
        """The ways in which this file can be read."""
        known = [SelectChoice(value=one, label=NAMES.get(one, one)) for one in about.get("encodings", [])]
        self.encoding.choices = [SelectChoice(value="", label=N_("Guess")), *known]
        sheets = [SelectChoice(value=name, label=name) for name, _rows in about.get("sheets", [])]
        self.sheet.choices = [SelectChoice(value="", label=N_("Guess")), *sheets]
        return self


class VersionForm(Form):
    """A button that acts on what the person has seen."""

    version = WholeField(N_("Version"))


class StopForm(Form):
    """The stop button acts on whatever stands there now; it may take back what was written already."""

    take_back = BooleanField()
