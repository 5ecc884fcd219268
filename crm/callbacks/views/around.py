"""The guest who waits now, above the list; and the leads that soon change hands, below it."""

from __future__ import annotations

from typing import Any

from crm.callbacks import queries
from crm.callbacks.queries import Whose
from crm.callbacks.views.shown import Shown
from crm.customers.naming import called
from crm.leads.rules.ageing import next_step
from crm.shared import settings
from crm.shared.filters import clock_time
from crm.shared.stamp import Stamp
from crm.shared.words import _, ngettext


def shown_around(whose: Whose, stamp: Stamp) -> dict[str, list[Shown]]:
    """Both, as rows."""
    numbers = settings.of(whose.store_id)
    found = queries.around(whose, stamp)
    return {
        "guests": [_guest(row, stamp) for row in found if row.what == queries.GUEST],
        "ageing": [_old(row, stamp, numbers) for row in found if row.what == queries.AGEING],
    }


def _guest(row: Any, stamp: Stamp) -> Shown:
    url = f"/leads/{row.lead_id}" if row.lead_id else f"/reception/visits/{row.id}"
    line = Shown(row.id, row.lead_id, 0, url, row.grade or "N", called(row), row.interest or "", "")
    minutes = max(0, int((stamp.at - row.arrived_at).total_seconds() // 60))
    line.label = _("Out on a test drive") if row.driving else _("In the showroom")
    line.text = _("came at %(time)s", time=clock_time(row.arrived_at))
    line.meta = ngettext("here for %(n)s minute", "here for %(n)s minutes", minutes)
    line.urgent = "" if row.complete else _("name or phone is still missing")
    return line


def _old(row: Any, stamp: Stamp, numbers: Any) -> Shown:
    line = Shown(row.id, row.id, 0, f"/leads/{row.id}", row.grade, called(row), row.interest, "")
    step = next_step(row.opened_on, row.aged_step, stamp.today, numbers)
    if step is not None and step.days_left > 0:
        line.urgent = ngettext("%(n)s day left", "%(n)s days left", step.days_left)
    else:
        line.urgent = _("due now")
    return line
