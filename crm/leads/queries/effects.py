"""What a change of a grade's cadence would touch, said before it is saved."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select

from crm.leads.models import Lead
from crm.leads.rules import LIVE, Grade
from crm.leads.rules.grades import CADENCES
from crm.shared import settings
from crm.shared.db import db
from crm.shared.words import ngettext


def cadence_effect(grade: Grade, store_id: int, _new: int) -> str:
    """Dates that are set already stay; the new cadence counts from each lead's next contact on."""
    touched = select(func.count(), func.count(Lead.owner_id.distinct())).where(
        Lead.store_id == store_id, Lead.stage.in_(LIVE), Lead.grade == grade
    )
    leads, advisors = db.session.execute(touched).one()
    return ngettext(
        "Counts for %(n)s open lead of grade %(grade)s (advisors: %(k)s), from its next contact on.",
        "Counts for %(n)s open leads of grade %(grade)s (advisors: %(k)s), from their next contact on.",
        leads, grade=grade.value, k=advisors,
    )  # fmt: skip


for _grade, _number in CADENCES.items():
    settings.effect_of(_number)(partial(cadence_effect, _grade))
