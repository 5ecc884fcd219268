"""The blueprint of the screens about files that may be one person, and how a pair is called."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import Blueprint

from crm.customers.naming import called

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")


@bp.app_template_filter("pair_names")
def pair_names(row: Any) -> str:
    """章女士 / 张女士."""
    sides = (SimpleNamespace(name=row.a_name, sex=row.a_sex), SimpleNamespace(name=row.b_name, sex=row.b_sex))
    return " / ".join(called(one) for one in sides)
