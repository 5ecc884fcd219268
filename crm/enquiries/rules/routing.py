"""Who answers an enquiry (F-14): the one who looks after the customer, else by the source's rule, else whoever is free.

Each answer comes with its reason, so that nobody has to guess why an enquiry went past them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


class Routing(StrEnum):
    """The rule of a source."""

    AGENTS = "agents"  # DCC agents in turn
    TEAM = "team"  # a sales group in turn
    ROTA = "rota"  # who is next at the door
    POOL = "pool"


ROUTING_NAMES = {
    Routing.AGENTS: N_("DCC agents in turn"),
    Routing.TEAM: N_("A sales group in turn"),
    Routing.ROTA: N_("The next on the rota"),
    Routing.POOL: N_("Into the pool; whoever is free claims it"),
}


class How(StrEnum):
    """How somebody came to answer."""

    OWNER = "owner"
    RULE = "rule"
    POOL = "pool"
    CLAIM = "claim"
    CALL = "call"
    HANDED = "handed"


SENTENCES = sentences(
    {
        "enquiries.owner": N_("{name} looks after this customer (F-14)"),
        "enquiries.backup": N_("{gone} is not here; {name} stands in"),
        "enquiries.agents": N_("DCC agents in turn (F-14): {name} has {open} unanswered, the fewest of {among}"),
        "enquiries.agents_instead": N_(
            "{gone} is not here. DCC agents in turn (F-14): {name} has {open} unanswered, the fewest of {among}"
        ),
        "enquiries.team": N_("In turn in {team}: {name} has {open} unanswered, the fewest of {among}"),
        "enquiries.team_instead": N_(
            "{gone} is not here. In turn in {team}: {name} has {open} unanswered, the fewest of {among}"
        ),
        "enquiries.only": N_("{name} is the only one whom the source's rule names (F-14)"),
        "enquiries.only_instead": N_("{gone} is not here; {name} is the only one whom the source's rule names (F-14)"),
        "enquiries.rota": N_("Next on the rota (R-202): {name}"),
        "enquiries.rota_instead": N_("{gone} is not here. Next on the rota (R-202): {name}"),
        "enquiries.pool": N_("This source gives to whoever claims it from the pool"),
        "enquiries.pool_instead": N_("{gone} is not here; into the pool for whoever claims it"),
        "enquiries.pool_nobody": N_("Nobody whom the source's rule names is here; into the pool"),
        "enquiries.claimed": N_("{name} claimed it from the pool after {minutes} min"),
        "enquiries.typed": N_("{name} took the call and qualifies it (F-14)"),
        "enquiries.handed": N_("Handed to {name}: {why}"),
        "enquiries.yours": N_("{by} handed it to you; why stands on the lead"),
    }
)


@dataclass(frozen=True)
class Owner:
    """Who looks after the customer. `here` is false for who has left the store; the backup stands in for them."""

    staff_id: int
    name: str
    here: bool
    backup_id: int | None = None
    backup: str = ""


@dataclass(frozen=True)
class Candidate:
    """Somebody whom the rule may choose: how many they have unanswered, and when they were given one last."""

    staff_id: int
    name: str
    open: int = 0
    given_at: datetime | None = None


@dataclass(frozen=True)
class Given:
    """Who answers (None: the pool), how that came, and why."""

    staff_id: int | None
    how: How
    reason: Reason


def fewest(candidates: Sequence[Candidate]) -> Candidate | None:
    """The one with the fewest unanswered; among equals the one who was given none for longest."""
    return min(candidates, key=lambda one: (one.open, one.given_at or NEVER, one.staff_id), default=None)


def route(owner: Owner | None, rule: Routing, candidates: Sequence[Candidate], team: str = "") -> Given:
    """Who answers and why. `candidates` are those whom the rule names; on the rota they stand in its order."""
    if owner and owner.here:
        return Given(owner.staff_id, How.OWNER, Reason("enquiries.owner", {"name": owner.name}))
    if owner and owner.backup_id:
        facts = {"gone": owner.name, "name": owner.backup}
        return Given(owner.backup_id, How.OWNER, Reason("enquiries.backup", facts))
    gone: Mapping[str, Any] = {"gone": owner.name} if owner else {}
    instead = "_instead" if owner else ""
    if rule is Routing.POOL:
        return Given(None, How.POOL, Reason(f"enquiries.pool{instead}", gone))
    chosen = (candidates[0] if candidates else None) if rule is Routing.ROTA else fewest(candidates)
    if chosen is None:
        return Given(None, How.POOL, Reason("enquiries.pool_nobody", {}))
    told: dict[str, Any] = {**gone, "name": chosen.name}
    if len(candidates) == 1 and rule is not Routing.ROTA:
        return Given(chosen.staff_id, How.RULE, Reason(f"enquiries.only{instead}", told))
    if rule is not Routing.ROTA:
        told |= {"open": chosen.open, "among": len(candidates)}
    if rule is Routing.TEAM:
        told["team"] = team
    return Given(chosen.staff_id, How.RULE, Reason(f"enquiries.{rule.value}{instead}", told))
