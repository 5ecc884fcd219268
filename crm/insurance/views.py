"""How a car's policies are said beside it: kind, insurer, and whether it is time to talk about the next one."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, g

from crm.insurance import rules
from crm.insurance.rules import COVER_NAMES, RENEWAL_DAYS
from crm.shared import settings
from crm.shared.reasons import Reason

bp = Blueprint("insurance", __name__)
TONES = {"insurance.over": "bad", "insurance.today": "bad", "insurance.soon": "warn"}


@bp.app_template_global("policy_standing")
def policy_standing(until_on: date) -> tuple[Reason, str]:
    """The reason to say, and its tone."""
    reason = rules.standing(until_on, g.stamp.today, settings.of(g.stamp.store_id)[RENEWAL_DAYS])
    return reason, TONES.get(reason.code, "")


@bp.app_template_filter("policy_mask")
def policy_mask(number: str | None) -> str:
    """****4711."""
    return f"****{number[-4:]}" if number and len(number) > 6 else "*" * len(number or "")


bp.add_app_template_global(lambda: COVER_NAMES, "cover_names")
