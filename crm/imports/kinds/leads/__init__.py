"""A file of leads: who may buy what, how hot, whose, when next; open or over (F-10, F-15)."""

from __future__ import annotations

from crm.callbacks.models import Call
from crm.customers.models import Customer
from crm.imports import put
from crm.imports.kinds.leads.judging import judge_leads
from crm.imports.kinds.leads.picture import draw_leads
from crm.imports.kinds.leads.record import LeadRecord, read_lead
from crm.imports.kinds.leads.words import about
from crm.imports.kinds.leads.writing import write_leads
from crm.imports.kinds.spec import KindSpec, named
from crm.imports.pen import Pen, Touched
from crm.imports.rules import Kind
from crm.leads.actions import settle_owners
from crm.leads.models import CommissionPeriod, Lead, OwnerPeriod


def _settle(touched: Touched, pen: Pen) -> None:
    """Search terms of new people; after an undo, the periods of the leads that stay follow from their owners again."""
    put.settle(touched, pen)
    if not pen.remembers and touched[Lead]:
        settle_owners(pen.stamp, Lead.id.in_(sorted(touched[Lead])))


SPEC = KindSpec(
    kind=Kind.LEADS,
    needed=(frozenset({"phone"}),),
    record=LeadRecord,
    read=read_lead,
    keys=named,
    draw=draw_leads,
    judge=judge_leads,
    write=write_leads,
    fills=(Customer, Lead, OwnerPeriod, CommissionPeriod, Call),
    settle=_settle,
    follows=("jobs.callbacks.make_queue", "jobs.duplicates.find_pairs"),
    about=about,
)
