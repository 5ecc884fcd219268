"""A line for the file when after-sales takes over."""

from __future__ import annotations

from crm.shared.fields import text
from crm.shared.forms import Form
from crm.shared.words import N_


class AcceptForm(Form):
    note = text(N_("Note"), 200)
