"""The opportunity and the facts about it: grades, test drives, hand-overs, lost sales and their review."""

from crm.leads.models.agenda import AgendaItem
from crm.leads.models.drive import TestDrive
from crm.leads.models.freeze import LeadFreeze
from crm.leads.models.lead import GradeChange, Lead
from crm.leads.models.lost import LostDecision, LostSale, Reopening
from crm.leads.models.owning import CommissionPeriod, LeadAssignment, OwnerPeriod
from crm.leads.models.point_card import PointCard

__all__ = [
    "AgendaItem", "CommissionPeriod", "GradeChange", "Lead", "LeadAssignment", "LeadFreeze", "LostDecision", "LostSale",
    "OwnerPeriod", "PointCard", "Reopening", "TestDrive",
]  # fmt: skip
