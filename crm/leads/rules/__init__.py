"""The rules of the opportunity: its grade (grades) and its loss (lost)."""

from crm.leads.rules.grades import Cadence, Facts, Grade, Stage, Suggestion, cadence_of, is_downgrade, suggest
from crm.leads.rules.lost import BRANCHES, REASON_NAMES, Branch, LostReason, Verdict, branch_of

__all__ = [
    "BRANCHES",
    "REASON_NAMES",
    "Branch",
    "Cadence",
    "Facts",
    "Grade",
    "LostReason",
    "Stage",
    "Suggestion",
    "Verdict",
    "branch_of",
    "cadence_of",
    "is_downgrade",
    "suggest",
]
