"""What is done with points: proposing (proposing), deciding and objecting (deciding), spot checks (checking)."""

from crm.points.actions.checking import draw_checks, mark_check
from crm.points.actions.deciding import answer_objection, decide, object_to, revoke
from crm.points.actions.proposing import propose, propose_missed

__all__ = [
    "answer_objection", "decide", "draw_checks", "mark_check", "object_to", "propose", "propose_missed", "revoke",
]  # fmt: skip
