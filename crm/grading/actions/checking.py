"""The check of the grading: works it out from what became of the leads, and lets a manager adopt better points."""

from __future__ import annotations

from sqlalchemy import select

from crm.grading.actions.setting import seen, set_all
from crm.grading.models import GradingCheck, StandardSet
from crm.grading.queries.landmarks import told
from crm.grading.rules.holding import RULE_VERSION, held
from crm.grading.rules.landmark import cases_of
from crm.leads.actions.point_cards import card_in_use
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.numbers import NUMBERS, Number
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _


def check(stamp: Stamp) -> GradingCheck:
    """Today's figures; asked twice on a day, the later one stands."""
    numbers = settings.of(stamp.store_id)
    figures = held(cases_of(told(stamp), numbers), numbers)
    why = Reason("grading.checked", {"leads": figures["leads"], "orders": figures["orders"]})
    row = {
        "store_id": stamp.store_id, "on_day": stamp.today, "card_no": card_in_use(stamp), "figures": figures,
        "reason_code": why.code, "facts": dict(why.facts), "rule_version": RULE_VERSION,
        "by_id": stamp.by.id, "at": stamp.at,
    }  # fmt: skip
    insert_missing(GradingCheck, [row])
    today = select(GradingCheck).where(GradingCheck.store_id == stamp.store_id, GradingCheck.on_day == stamp.today)
    found = db.session.scalars(today).one()
    for name, value in row.items():
        setattr(found, name, value)
    return found


def proposed(check: GradingCheck) -> dict[Number, int]:
    """The points that the check proposes instead of the present ones."""
    return {NUMBERS[key]: value for key, value in check.figures["points"].items() if key in NUMBERS}


def adopt(check: GradingCheck, *, stamp: Stamp) -> StandardSet:
    """The proposed points count from now on; grades that were given stay, suggestions change."""
    if not check.figures["better"]:
        raise Refused(_("This check proposes no better points."))
    if check.card_no != card_in_use(stamp):
        raise Refused(_("The points have been changed since this check. Have it worked out again first."))
    values = proposed(check)
    row = set_all("weights", values, seen(values, settings.of(stamp.store_id)), stamp, check.id)
    card_in_use(stamp, "adopted")
    return row
