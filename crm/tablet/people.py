"""Who may be chosen to receive a visit that was kept on a tablet: everybody who sells, or nobody for now."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice

from crm.rota import queries
from crm.shared.stamp import Stamp
from crm.shared.words import _


def receivers(form: Any, stamp: Stamp) -> Any:
    """Give the form its people; the next one of now has nothing to do with a visit of then."""
    choices = [SelectChoice(value=str(one.id), label=one.name) for one in queries.sellers(stamp.store_id)]
    form.advisor.choices = [SelectChoice(value="", label=_("Nobody for now")), *choices]
    if form.advisor.data in (None, "next"):
        form.advisor.data = ""
    return form
