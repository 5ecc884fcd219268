"""The intake: what stands in it, and whom a look-up finds, with who would be called for each of them."""

from __future__ import annotations

from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import g, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from crm.customers.contacts import contacts_of
from crm.customers.queries import search
from crm.reception.forms import IntakeForm
from crm.reception.rules import DESCRIBING, NOTES, PURPOSE_CHIPS, RARE, Purpose, still_to_type
from crm.reception.views.blueprint import bp
from crm.rota.queries import backups, door
from crm.rota.rules import Owner, who_receives
from crm.shared.reasons import say
from crm.shared.web import allowed, show
from crm.shared.words import language
from crm.staff.rules import Right

MATCHES = 6


@bp.post("/lookup")
@allowed(Right.RECEIVE)
def lookup() -> Response:
    """Who this may be: by phone or last four first, by plate, VIN or name as well. By POST (nothing in logs)."""
    typed = (request.form.get("phone") or request.form.get("find") or "")[:60].strip()
    return show("reception/lookup.html", "reception/_hits.html", **hits_context(typed))


def hits_context(typed: str, chosen: int | None = None) -> dict[str, Any]:
    """The customers found, masked, each with who would be called and why."""
    hits = list(search(g.stamp.by, typed, at_the_desk=True, limit=MATCHES)) if len(typed.encode()) > 1 else []
    progress = still_to_type(typed) if typed else None
    firms = [hit.id for hit in hits if hit.kind == "company"]
    return {
        "hits": hits, "typed": typed, "chosen": chosen, "calls": _calls(hits),
        "firm_contacts": contacts_of(firms) if firms else {},
        "progress": say(progress.code, progress.facts) if progress and not hits else "",
    }  # fmt: skip


def _calls(hits: list[Any]) -> dict[int, Any]:
    """Who would receive each of them now: the own advisor, the backup, or the next one of the rota."""
    if not hits:
        return {}
    stands, stand_in, wall = door(g.stamp), backups(g.stamp.store_id), g.stamp.local.time()
    names = {one.staff_id: one.name for one in stands}
    calls = {}
    for hit in hits:
        owner = Owner(hit.owner_id, hit.owner or "", stand_in.get(hit.owner_id or 0))
        decision = who_receives(stands, wall, owner=owner)
        why = say(decision.reason.code, decision.reason.facts)
        calls[hit.id] = SimpleNamespace(name=names.get(decision.staff_id or 0, ""), why=why)
    return calls


def intake_context(form: Any = None, visit: Any = None) -> dict[str, Any]:
    """The intake: empty, or with what was typed, or of a visit that is completed."""
    blank = ""
    if form is None:
        form = IntakeForm(data={"purpose": request.args.get("purpose", Purpose.LOOK), "advisor": "next"})
        if form.purpose.data not in Purpose._value2member_map_:
            form.purpose.data = Purpose.LOOK
        blank = blank_questions(language(), form.purpose.data)
    typed = getattr(form.phone, "typed", "") or ""
    return {
        "form": form, "visit": visit, "notes": NOTES, "blank": blank, "rare": RARE, "short": PURPOSE_CHIPS,
        "describing": DESCRIBING, **hits_context(typed, form.customer_id.data),
    }  # fmt: skip


@lru_cache(maxsize=64)
def blank_questions(_language: str, purpose: str) -> Markup:
    """The untouched questions of the intake: the same for everybody, and half of the page's work, so made once."""
    form = IntakeForm(data={"purpose": purpose})
    asked = {"form": form, "notes": NOTES, "rare": RARE}
    return Markup(render_template("reception/_asked.html", **asked))  # noqa: S704 - our own template
