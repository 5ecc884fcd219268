"""Somebody who was expected has come: one tap opens the visit for the advisor who invited them (R-230)."""

from __future__ import annotations

from crm.appointments.actions import note_arrival
from crm.appointments.models import Appointment
from crm.leads.models import Lead
from crm.reception.actions.recording import record_visit
from crm.reception.models import Visit
from crm.reception.rules import Purpose
from crm.rota import actions as rota
from crm.rota.queries import one_at_a_time
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def arrive(appointment: Appointment, *, key: str | None = None, stamp: Stamp) -> Visit:
    """The visit of an appointment; it is no turn. A second tap finds the first one's visit."""
    one_at_a_time(stamp.store_id)
    db.session.refresh(appointment)
    if appointment.came_visit_id is not None:
        return db.session.get_one(Visit, appointment.came_visit_id)
    if appointment.cancelled_at is not None:
        raise Refused(_("This appointment has been cancelled."))
    lead = db.session.get_one(Lead, appointment.lead_id)
    visit = record_visit(
        customer_id=appointment.customer_id, purpose=Purpose.LOOK, channel=lead.channel,
        channel_detail=lead.channel_detail, key=key, stamp=stamp,
    )  # fmt: skip
    if visit.advisor_id is None:
        rota.give_turn(
            visit.id, counts=False, owner_id=appointment.advisor_id, chosen=str(appointment.advisor_id),
            skip_reason="asked_for", stamp=stamp,
        )  # fmt: skip
    if appointment.came_at is None:
        note_arrival(appointment, visit.id, stamp)
    db.session.flush()
    return visit
