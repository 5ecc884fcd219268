"""What the pages of exports share, and the button that every list carries."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for

from crm.exports import queries
from crm.exports.rules import FORM_NAMES, OPEN, PURPOSE_NAMES, STATE_NAMES, WORKING
from crm.notices.views import opens
from crm.shared.sheets import SHEETS, sheets_on
from crm.shared.words import _
from crm.staff.rules import Right

bp = Blueprint("exports", __name__, url_prefix="/exports")
NAMES = {"states": STATE_NAMES, "purposes": PURPOSE_NAMES, "forms": FORM_NAMES}
ANYBODY = (Right.EXPORT, Right.APPROVE_EXPORT, Right.AUDIT)


@bp.app_template_global("export_link")
def export_link() -> str:
    """The address that asks what this page's list is exported for; "" where there is none for the reader."""
    stamp, endpoint = g.get("stamp"), request.endpoint or ""
    if stamp is None or request.method != "GET" or not stamp.by.can(Right.EXPORT):
        return ""
    found = sheets_on(endpoint, stamp.by)
    if not found:
        return ""
    asked = {**request.args.to_dict(), **(request.view_args or {})}
    kept: dict[str, Any] = {name: value for one in found for name, value in one.chosen(asked).items()}
    return url_for("exports.new", page_of=endpoint, **kept)


def label_of(key: str) -> str:
    """The list's name; of one that no longer exists its key."""
    return _(SHEETS[key].label) if key in SHEETS else key


def views(current: str) -> list[tuple[str, str, int | None, bool]]:
    """The views that belong together: one's own, what waits, the log."""
    person = g.stamp.by
    rows = [
        ("exports.index", _("My exports"), person.can(Right.EXPORT)),
        ("exports.approvals", _("To approve"), person.can(Right.APPROVE_EXPORT)),
        ("exports.log", _("Log"), person.can(Right.AUDIT, Right.APPROVE_EXPORT)),
    ]
    return [(url_for(name), text, None, name == current) for name, text, seen in rows if seen]


def shared() -> dict[str, Any]:
    """What every page of exports needs."""
    return {**NAMES, "label_of": label_of, "working": WORKING, "open_states": OPEN}


@opens("export")
@opens("exported")
def export_page(export_id: int) -> str | None:
    """Where a notice about an export leads."""
    return url_for("exports.detail", export_id=export_id) if queries.line_for(g.stamp.by, export_id) else None
