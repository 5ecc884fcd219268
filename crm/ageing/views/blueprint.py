"""The blueprint of the redistribution's screens, and how a person is named there."""

from __future__ import annotations

from flask import Blueprint

from crm.ageing.rules import STATE_NAMES, STEP_NAMES
from crm.shared.words import language

bp = Blueprint("ageing", __name__)
bp.add_app_template_global(STEP_NAMES, "step_names")  # type: ignore[arg-type]
bp.add_app_template_global(STATE_NAMES, "move_states")  # type: ignore[arg-type]


def named(name: str | None, name_en: str | None, team: str | None = None) -> str:
    """顾明 A 组 — the name in the reader's language, with the group behind it."""
    told = (name_en if language() == "en" and name_en else name) or ""
    return f"{told} {team}" if team else told


bp.add_app_template_filter(lambda row, which: named(getattr(row, which), getattr(row, f"{which}_en")), "who")
