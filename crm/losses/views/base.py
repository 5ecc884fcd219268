"""The addresses of what comes after a loss."""

from __future__ import annotations

from flask import Blueprint, url_for

from crm.notices.views import opens

bp = Blueprint("losses", __name__, url_prefix="/losses")


@opens("lost_late")
def _review(lost_sale_id: int) -> str:
    return url_for("leads.review", lost_sale_id=lost_sale_id)


@opens("lost_back")
def _lead(lead_id: int) -> str:
    return url_for("leads.detail", lead_id=lead_id)
