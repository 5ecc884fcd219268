"""Reading leads: whose they are (scope), lists (lists), one with its story (page, evidence), lost ones (lost)."""

from crm.leads.queries.agenda import agenda_of
from crm.leads.queries.effects import cadence_effect
from crm.leads.queries.evidence import facts, facts_of, failed_call_days
from crm.leads.queries.lists import NEVER, PAGE, SORTS, VIEWS, Wanted, leads, leads_of_customer, overdue, tally
from crm.leads.queries.lost import Lost, lost_reasons
from crm.leads.queries.page import Graded, grade_row, graded, page_row
from crm.leads.queries.scope import active_lead, lead_for, leads_for, lost_sale_for

__all__ = [
    "NEVER",
    "PAGE",
    "SORTS",
    "VIEWS",
    "Graded",
    "Lost",
    "Wanted",
    "active_lead",
    "agenda_of",
    "cadence_effect",
    "facts",
    "facts_of",
    "failed_call_days",
    "grade_row",
    "graded",
    "lead_for",
    "leads",
    "leads_for",
    "leads_of_customer",
    "lost_reasons",
    "lost_sale_for",
    "overdue",
    "page_row",
    "tally",
]
