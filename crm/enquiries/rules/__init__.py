"""The rules of enquiries: opening hours (hours), sources (sources), who answers (routing), the pool (pool), what may
be sent in (intake), and what is no intention to buy (intention)."""

from crm.enquiries.rules.hours import Calendar, after_open_minutes, answer_by, is_open, open_minutes
from crm.enquiries.rules.intake import Asked, Body, read
from crm.enquiries.rules.intention import NO_ANSWER_CALLS, NO_INTENTION_NAMES, Closed, WhyNot, why_refused
from crm.enquiries.rules.pool import CLAIM_DAY, CLAIM_HOUR, CLAIM_OPEN, UNASSIGNED_MINUTES, too_many
from crm.enquiries.rules.routing import RULE_VERSION, Candidate, Given, How, Owner, Routing, route
from crm.enquiries.rules.sources import KINDS, SourceKind

__all__ = [
    "CLAIM_DAY", "CLAIM_HOUR", "CLAIM_OPEN", "KINDS", "NO_ANSWER_CALLS", "NO_INTENTION_NAMES", "RULE_VERSION",
    "UNASSIGNED_MINUTES", "Asked", "Body", "Calendar", "Candidate", "Closed", "Given", "How", "Owner", "Routing",
    "SourceKind", "WhyNot", "after_open_minutes", "answer_by", "is_open", "open_minutes", "read", "route", "too_many",
    "why_refused",
]  # fmt: skip
