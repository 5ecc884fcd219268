"""What a mapping must be before anything is read through it: as long as the file is wide, each field once."""

from __future__ import annotations

from collections.abc import Sequence

from crm.imports.columns import fields_for, label_of
from crm.imports.rules import Kind
from crm.shared.forms import Refused
from crm.shared.words import _


def must_fit(kind: Kind, headings: Sequence[str], mapping: Sequence[str]) -> set[str]:
    """The fields that are given; Refused when the columns are not this file's, or one field is chosen twice."""
    given = [field for field in mapping if field]
    known = {field.key for field in fields_for(kind)}
    if not known.issuperset(given) or len(mapping) != len(headings):
        raise Refused(_("The columns do not fit this file. Load the page again."))
    twice = next((field for field in given if given.count(field) > 1), None)
    if twice:
        raise Refused(_("“%(field)s” is chosen for two columns. Keep one of them.", field=_(label_of(kind, twice))))
    return set(given)
