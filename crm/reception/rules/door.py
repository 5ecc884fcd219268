"""Who stands at the door and who receives the next customer.

Two people stand ready at all times (R-201). The next visitor goes to whoever has received fewest today; a customer
who is known goes to the own advisor and costs no turn. Every decision keeps its reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from crm.shared.numbers import Number, Wording
from crm.shared.reasons import Reason, sentences
from crm.shared.words import N_

RULE_VERSION = 1

WELCOME = Wording(
    "reception.welcome",
    N_("Welcome! How may we help you today?"),
    N_("Welcome line at the door (R-204)"),
    120,
)
STANDING = Number("reception.standing", 2, "", N_("People standing ready at the door (R-201)"), 0, 20)
STANDING_MINUTES = Number(
    "reception.standing_minutes", 2, "min", N_("Fewer people at the door are an alarm after (A-31)"), 0, 60
)

SENTENCES = sentences(
    {
        "reception.fewest_turns": N_("{name} is next: {turns} received today, the fewest of {free} who are free"),
        "reception.by_position": N_(
            "{name} is next: {turns} received today like others, and stands first in the order"
        ),
        "reception.reserve": N_("{name} steps in: everybody on duty is busy"),
        "reception.owner": N_("{name} looks after this customer; this is not a turn"),
        "reception.owner_away": N_("{owner} looks after this customer but is not here; {name} is next"),
        "reception.skip_asked_for": N_("{name} instead of {skipped}: the customer asked for them"),
        "reception.skip_language": N_("{name} instead of {skipped}: speaks the customer's language"),
        "reception.skip_model": N_("{name} instead of {skipped}: knows this model best"),
        "reception.skip_not_at_door": N_("{name} instead of {skipped}, who was not at the door"),
        "reception.asked_for": N_("{name} was chosen at the desk"),
        "reception.nobody": N_("Nobody on duty is free"),
    }
)


SKIP_REASONS = {  # why somebody else than the next one receives
    "asked_for": N_("Customer asked for them"),
    "language": N_("Speaks their language"),
    "model": N_("Knows the model best"),
    "not_at_door": N_("Next one not at the door"),
}


@dataclass(frozen=True)
class Stand:
    """One person of today's rota, as the rule sees them. `lot` breaks ties that position does not."""

    staff_id: int
    name: str
    position: int
    turns: int
    lot: int
    starts: time
    ends: time
    reserve: bool = False  # steps in when everybody on duty is busy
    away: bool = False  # on a break
    visits: int = 0  # visitors with them now
    since: datetime | None = None  # with them since
    duty_id: int = 0
    version: int = 1

    def on_duty(self, at: time) -> bool:
        return self.starts <= at < self.ends and not self.away

    def free(self, at: time) -> bool:
        return self.on_duty(at) and not self.visits


class Decision(NamedTuple):
    """Who receives, whether it counts as a turn, and why. Nobody when `staff_id` is None."""

    staff_id: int | None
    counts: bool
    reason: Reason


def order_of(stands: Sequence[Stand], at: time) -> list[Stand]:
    """Those who could receive now, the next one first: duty before reserve, fewest turns, position, lot."""
    return sorted(
        (one for one in stands if one.free(at)), key=lambda one: (one.reserve, one.turns, one.position, one.lot)
    )


def who_receives(stands: Sequence[Stand], at: time, *, owner_id: int | None = None, owner: str = "") -> Decision:
    """The own advisor of a known customer who is on duty today, else the next one of the rota."""
    mine = next((one for one in stands if one.staff_id == owner_id and one.on_duty(at)), None)
    if mine:
        return Decision(mine.staff_id, False, Reason("reception.owner", {"name": mine.name}))
    ready = order_of(stands, at)
    if not ready:
        return Decision(None, False, Reason("reception.nobody"))
    first = ready[0]
    facts = {"name": first.name, "turns": first.turns, "free": len(ready)}
    if owner_id is not None and owner:
        return Decision(first.staff_id, True, Reason("reception.owner_away", {**facts, "owner": owner}))
    if first.reserve:
        return Decision(first.staff_id, True, Reason("reception.reserve", facts))
    tied = len(ready) > 1 and not ready[1].reserve and ready[1].turns == first.turns
    return Decision(first.staff_id, True, Reason("reception.by_position" if tied else "reception.fewest_turns", facts))


def choose(
    stands: Sequence[Stand],
    at: time,
    chosen_id: int,
    name: str,
    *,
    owner_id: int | None,
    why: str = "asked_for",
) -> Decision:
    """What choosing a person by hand means: their turn, unless the customer is theirs; who was passed over is named."""
    own = who_receives(stands, at, owner_id=owner_id)
    if chosen_id == own.staff_id:
        return own
    if chosen_id == owner_id:
        return Decision(chosen_id, False, Reason("reception.owner", {"name": name}))
    skipped = next((one.name for one in stands if one.staff_id == own.staff_id), None)
    if skipped is None:
        return Decision(chosen_id, True, Reason("reception.asked_for", {"name": name}))
    return Decision(chosen_id, True, Reason(f"reception.skip_{why}", {"name": name, "skipped": skipped}))


def thin_since(stands: Sequence[Stand], at: datetime, wall: time, wanted: int) -> datetime | None:
    """Since when fewer than `wanted` people stand free at the door, or None while there are enough (A-31, R-203)."""
    duty = [one for one in stands if one.on_duty(wall) and not one.reserve]
    if not duty or sum(one.free(wall) for one in duty) >= wanted:
        return None
    taken = [one.since for one in duty if one.visits and one.since]
    return max(taken, default=at)


def is_alarm(since: datetime | None, at: datetime, minutes: int) -> bool:
    return since is not None and at - since >= timedelta(minutes=minutes)
