"""What the desk is told after a tap: who receives and why, and where the tap can be taken back."""

from __future__ import annotations

from flask import url_for

from crm.reception.actions.steps import step_of
from crm.reception.models import Visit
from crm.reception.rules import ROUTES, Purpose, Step
from crm.rota.queries import turn_of
from crm.rota.queries.people import name_of
from crm.shared.filters import clock_time
from crm.shared.reasons import say
from crm.shared.words import _


def about(visit: Visit) -> str:
    """One sentence: who receives this visitor, and why they."""
    turn = turn_of(visit.id)
    if turn is not None:
        why = say(turn.reason_code, turn.facts)
        return _("Recorded; %(name)s receives. %(why)s", name=name_of(turn.staff_id), why=why)
    name = name_of(visit.advisor_id)
    if name:
        return _("Recorded; %(name)s receives.", name=name)
    if visit.purpose in ROUTES:
        service = visit.purpose == Purpose.SERVICE
        return _("Recorded; the workshop is told.") if service else _("Recorded; customer care is told.")
    return _("Recorded; nobody is free, they wait.") if visit.purpose == Purpose.LOOK else _("Recorded.")


def came_again(visit: Visit) -> str:
    """The same person was recorded a few minutes ago, here or on another tablet."""
    name = name_of(visit.advisor_id)
    if name:
        return _("Recorded already at %(time)s; %(name)s receives.", time=clock_time(visit.arrived_at), name=name)
    return _("Recorded already at %(time)s.", time=clock_time(visit.arrived_at))


def undo_of(visit: Visit, kind: Step) -> str:
    """The address that takes the latest step of this kind back."""
    step = step_of(visit, kind)
    return url_for("reception.take_back", visit_id=visit.id, step=step) if step else ""
