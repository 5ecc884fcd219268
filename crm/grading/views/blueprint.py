"""The addresses of the grading and its row of tabs."""

from __future__ import annotations

from flask import Blueprint, g, request, url_for

from crm.shared.words import N_, _
from crm.staff.rules import Right

bp = Blueprint("grading", __name__)
VIEWS = (
    ("grading.holding", N_("Does it hold?"), Right.ALL_LEADS),
    ("grading.lowered", N_("Lowered grades"), Right.REVIEW_LOST),
    ("grading.presets", N_("Ready tables"), Right.SETTINGS),
)


def views() -> list[tuple[str, str, None, bool]]:
    """The views that the reader may open."""
    return [
        (url_for(end), _(label), None, request.endpoint == end) for end, label, right in VIEWS if g.stamp.by.can(right)
    ]
