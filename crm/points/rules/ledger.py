"""Points taken off: what costs how many, who decides about whom, and how a row stands (R-253, R-254, A-10).

Nothing is taken off in silence: a machine or a spot check proposes, a person confirms or drops, the one concerned can
object, and a manager can take a row back. Points are no money (A-10).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_
from crm.staff.rules import Role

RULE_VERSION = 1
MISSED = Number("points.missed", 2, "pts", N_("Points off: a contact was not made on its day (R-253)"), 0, 20)
SUPERVISION = Number("points.supervision", 1, "pts", N_("Points off: the supervisor let it rest (R-253)"), 0, 20)
SUPERVISION_DAYS = Number("points.supervision_days", 2, "d", N_("The supervisor's point comes when it rests"), 1, 30)
NOT_KEPT = Number("points.not_kept", 2, "pts", N_("Points off: a spot check was not kept (R-252)"), 0, 20)
LATE_RUN = Number("points.late_run", 10, "pts", N_("Points off: old leads were reassigned too late (R-254)"), 0, 100)

SENTENCES = sentences(
    {
        "points.missed": N_("Due on {due_on}, and nobody tried to reach the customer on that day"),
        "points.supervision": N_("Due on {due_on}, and still not done {days} days later"),
        "points.not_kept": N_("Spot check of {checked_on}: not kept"),
    }
)


class Verdict(StrEnum):
    """What became of a proposal."""

    CONFIRMED = "confirmed"
    DROPPED = "dropped"


VERDICT_NAMES = {Verdict.CONFIRMED: N_("Confirm"), Verdict.DROPPED: N_("Drop")}


class State(StrEnum):
    """How a row stands; only CONFIRMED counts."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    REVOKED = "revoked"


STATE_NAMES = {
    State.PROPOSED: N_("Proposed"),
    State.CONFIRMED: N_("Counts"),
    State.DROPPED: N_("Dropped"),
    State.REVOKED: N_("Taken back"),
}
STATE_TONES = {State.PROPOSED: "info", State.CONFIRMED: "warn", State.DROPPED: "line", State.REVOKED: "line"}


def state_of(verdict: str | None, revoked: bool) -> State:
    """From the rows that were written about it."""
    if revoked:
        return State.REVOKED
    return State(verdict) if verdict else State.PROPOSED


RANKS = {Role.LEADER: 1, Role.SUPERVISOR: 2, Role.MANAGER: 3, Role.GM: 4}


def rank(roles: Collection[Role]) -> int:
    """How high a person stands where points are decided; everybody else is 0."""
    return max((RANKS.get(role, 0) for role in roles), default=0)


def why_not_decide(decider: int, concerned: int, ranks: tuple[int, int]) -> str | None:
    """Nobody decides about themselves or about somebody of the same height; None when they may."""
    if decider == concerned:
        return N_("Somebody else decides about your own points.")
    if ranks[0] <= ranks[1]:
        return N_("Somebody above this person decides.")
    return None


def supervisor_of(team_id: int | None, supervisors: Mapping[int, int | None]) -> int | None:
    """Whose supervision it was: the supervisor of the team, or the store's only one. `supervisors`: {staff: team}."""
    of_team = sorted(one for one, team in supervisors.items() if team is not None and team == team_id)
    if of_team:
        return of_team[0]
    return next(iter(supervisors)) if len(supervisors) == 1 else None
