"""What is chosen for an import: the kind and the file, then the field of each column."""

from __future__ import annotations

from typing import Any

from wtforms import FieldList, StringField
from wtforms.fields import FileField
from wtforms.validators import ValidationError

from crm.imports.rules import KIND_NAMES, MOST_COLUMNS, Kind
from crm.shared.fields import CodeField, WholeField
from crm.shared.forms import Form
from crm.shared.words import N_


class UploadForm(Form):
    """A file and what its rows are."""

    kind = CodeField(
        N_("What the rows are"), Kind, KIND_NAMES, missing=N_("Say what the rows are."), default=Kind.CUSTOMERS.value
    )
    file = FileField(N_("File"))

    def validate_file(self, field: Any) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(N_("Choose a file."))


class MappingForm(Form):
    """One field for each column of the file, in the file's order; empty means not imported."""

    mapping = FieldList(StringField(), max_entries=MOST_COLUMNS)
    version = WholeField(N_("Version"))


class VersionForm(Form):
    """A button that acts on what the person has seen."""

    version = WholeField(N_("Version"))


class StopForm(Form):
    """The stop button acts on whatever stands there now."""
