"""What a lead's page says: the state in one sentence, the grade with its suggestion, the facts behind it."""

from __future__ import annotations

from typing import Any

from crm.customers.queries import Portrait
from crm.leads import queries
from crm.leads.chart import steps
from crm.leads.models import Lead
from crm.leads.rules import LIVE, Grade, Suggestion, cadence_of, suggest
from crm.leads.rules.ageing import COUNTDOWNS, STEPS, Kind, is_soon, next_step
from crm.leads.rules.grades import FIRST_CONTACT
from crm.shared import settings
from crm.shared.stamp import Stamp
from crm.shared.words import _, ngettext
from crm.vehicles.queries import vehicles_of

CHIEFS = STEPS.index(Kind.CHIEFS) + 1  # from this step on it counts for nobody's commission


def page(row: Any, portrait: Portrait, stamp: Stamp) -> dict[str, Any]:
    """What the page of one lead shows beside the customer's own cards."""
    lead = row.Lead
    told = {name: fact.value for name, fact in portrait.facts.items()}
    facts = queries.facts(
        lead, told, stamp, row.recent_visits, row.last_call_counts, row.last_call_agreed,
        row.drive_wish, row.drive_verdict,
    )  # fmt: skip
    return {
        "lead": lead, "customer": row.Customer, "owner": row.owner, "owner_en": row.owner_en, "team": row.team,
        "age": (stamp.today - lead.opened_on).days, "watcher": row.watcher, "counts": lead.aged_step < CHIEFS,
        **countdown(lead, stamp),
        "cars": vehicles_of(lead.customer_id), **grade(lead, row, suggest(facts, settings.of(lead.store_id)), stamp),
    }  # fmt: skip


def countdown(lead: Any, stamp: Stamp) -> dict[str, Any]:
    """When the lead changes hands by its age, and whether that is near; nothing for one that is closed."""
    numbers = settings.of(stamp.store_id)
    step = next_step(lead.opened_on, lead.aged_step, stamp.today, numbers) if lead.stage in LIVE else None
    if step is None:
        return {"countdown": "", "soon": False}
    one, several, due = COUNTDOWNS[step.kind]
    left = step.days_left
    said = _(due) if left <= 0 else ngettext(one, several, left)
    return {"countdown": said, "soon": is_soon(step, numbers)}


def grade_card(lead: Lead, stamp: Stamp) -> dict[str, Any]:
    """The grade card alone, after a change."""
    told = suggest(queries.facts_of(lead, stamp), settings.of(lead.store_id))
    return {"lead": lead, **grade(lead, queries.grade_row(lead.id), told, stamp)}


def grade(lead: Lead, row: Any, told: Suggestion | None, stamp: Stamp) -> dict[str, Any]:
    """The suggestion is shown until a person has answered it; the same one is not asked twice."""
    history = queries.graded(row.grade_lines)
    last = history[-1] if history else None
    kept = last if last and told and last.how == "kept" and last.suggested == told.grade else None
    open_to_it = told and lead.stage in LIVE and told.grade != lead.grade
    asks = told if open_to_it and kept is None else None
    changes = [(one.on_day, one.new) for one in history if one.new != one.old]
    return {
        "first_hours": settings.of(lead.store_id)[FIRST_CONTACT], "told": told, "asks": asks, "kept": kept,
        "kept_reason": row.last_reason,
        "cadence": cadence_of(Grade(lead.grade), settings.of(lead.store_id)),
        "steps": steps(changes, stamp.today, asks.grade if asks else None),
    }  # fmt: skip
