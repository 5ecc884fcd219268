"""The rules of the opportunity: its grade (grades), what the facts suggest (suggestion), and its loss (lost)."""

from crm.leads.rules.grades import (
    ACTIVE,
    FIRST_CONTACT,
    LIVE,
    STAGE_NAMES,
    Cadence,
    Grade,
    Stage,
    cadence_of,
    first_contact_by,
    is_downgrade,
    next_contact_on,
)
from crm.leads.rules.lost import (
    BRANCHES,
    REASON_NAMES,
    Branch,
    LostReason,
    Verdict,
    branch_of,
)
from crm.leads.rules.suggestion import Facts, Suggestion, suggest

__all__ = [
    "ACTIVE",
    "BRANCHES",
    "FIRST_CONTACT",
    "LIVE",
    "REASON_NAMES",
    "STAGE_NAMES",
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
    "first_contact_by",
    "is_downgrade",
    "next_contact_on",
    "suggest",
]
