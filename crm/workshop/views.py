"""The service history on the customer's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from crm.shared.stamp import Stamp
from crm.shared.web import panel
from crm.shared.words import _
from crm.workshop import queries
from crm.workshop.rules import JOB_NAMES

bp = Blueprint("workshop", __name__)


@bp.app_template_filter("job")
def job_name(code: str) -> str:
    """The kind of job in words."""
    return _(JOB_NAMES.get(code, code))


@panel("customer", order=30)
def history(customer_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """What was done on the customer's cars, and who paid for it (R-341: sales and service both know it)."""
    visits = queries.history_of(customer_id)
    return ("workshop/_history.html", {"visits": visits}) if visits else None
