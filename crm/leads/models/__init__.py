"""The opportunity and the facts about it: grades, test drives, hand-overs, lost sales and their review."""

from crm.leads.models.drive import TestDrive
from crm.leads.models.lead import GradeChange, Lead
from crm.leads.models.lost import LostDecision, LostSale, Reopening
from crm.leads.models.owning import LeadAssignment

__all__ = ["GradeChange", "Lead", "LeadAssignment", "LostDecision", "LostSale", "Reopening", "TestDrive"]
