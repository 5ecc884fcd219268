"""Who stands at the door and who receives the next customer.

Two people stand ready at all times (R-201). The next visitor goes to whoever has most credit left (ledger); a customer
who is known goes to the own advisor, or to the stated backup, and costs no turn. Every decision keeps its reason.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from crm.rota.rules.reasons import SENTENCES as SENTENCES
from crm.shared.numbers import Number
from crm.shared.reasons import Reason
from crm.shared.words import N_

RULE_VERSION = 2  # 1 counted the day's turns; 2 is the ledger

STANDING = Number("reception.standing", 2, "", N_("People standing ready at the door (R-201)"), 0, 20)
STANDING_MINUTES = Number(
    "reception.standing_minutes", 2, "min", N_("Fewer people at the door are an alarm after (A-31)"), 0, 60
)
ACCEPT_SECONDS = Number(
    "reception.accept_seconds", 60, "s", N_("A turn not accepted for so long goes to the next one (0: never)"), 0, 900
)
OVERDUE_CALLS = Number(
    "reception.overdue_calls",
    0,
    "",
    N_("With more overdue calls than this, no turn until they are made (0: off)"),
    0,
    500,
)


@dataclass(frozen=True)
class Stand:
    """One person of today's rota, as the rule sees them. `balance` is credit left, in ledger units."""

    staff_id: int
    name: str
    lot: int  # their draw among equals
    starts: time
    ends: time
    balance: int = 0
    turns: int = 0  # received today
    minutes: int = 0  # on duty today so far, breaks left out
    position: int = 0
    reserve: bool = False  # steps in when everybody on duty is busy
    away: bool = False  # on a break
    visits: int = 0  # visitors with them now
    since: datetime | None = None  # with them since
    doing: str = ""  # "drive"
    accepted: bool = True  # False: was told, and has not answered yet
    blocked: bool = False  # too many overdue calls
    duty_id: int = 0
    version: int = 1

    def on_shift(self, at: time) -> bool:
        return self.starts <= at < self.ends or (self.ends == time.max and at == time.max)

    def on_duty(self, at: time) -> bool:
        return self.on_shift(at) and not self.away

    def free(self, at: time) -> bool:
        return self.on_duty(at) and not self.visits

    def ready(self, at: time) -> bool:
        """Free, and not to make calls first."""
        return self.free(at) and not self.blocked

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"


class Decision(NamedTuple):
    """Who receives, whether it counts as a turn, why, and who shares the credit. Nobody when `staff_id` is None."""

    staff_id: int | None
    counts: bool
    reason: Reason
    sharing: tuple[int, ...] = ()


class Owner(NamedTuple):
    """Who looks after a known customer, and who does while they are away."""

    staff_id: int | None = None
    name: str = ""
    backup_id: int | None = None


NOBODY = Owner()


def order_of(stands: Sequence[Stand], at: time) -> list[Stand]:
    """Those who could receive now, the next one first: duty before reserve, then the largest credit, then the draw."""
    return sorted((one for one in stands if one.ready(at)), key=lambda one: (one.reserve, -one.balance, one.lot))


def sharing(stands: Sequence[Stand], at: time, asked: Collection[int] = ()) -> tuple[int, ...]:
    """Who is credited for an arrival: everybody on duty and free; the free reserve when nobody is (R-203)."""
    ready = [one for one in order_of(stands, at) if one.staff_id not in asked]
    return tuple(sorted(one.staff_id for one in ready if one.reserve == ready[0].reserve))


def who_receives(
    stands: Sequence[Stand], at: time, *, owner: Owner = NOBODY, asked: Collection[int] = ()
) -> Decision:
    """The own advisor or their backup, else the next one of the rota who has not been `asked` for this visit."""
    mine = next((one for one in stands if one.staff_id == owner.staff_id and one.on_duty(at)), None)
    if mine and mine.staff_id not in asked:
        return Decision(mine.staff_id, False, Reason("rota.owner", {"name": mine.name}))
    ready = [one for one in order_of(stands, at) if one.staff_id not in asked]
    backup = next((one for one in ready if one.staff_id == owner.backup_id), None)
    if backup and not mine:
        return Decision(backup.staff_id, False, Reason("rota.backup", {"name": backup.name, "owner": owner.name}))
    if not ready:
        return Decision(None, False, Reason("rota.nobody"))
    first = ready[0]
    if owner.name and not mine and owner.staff_id != first.staff_id:
        reason = Reason("rota.owner_away", {**_facts(first), "owner": owner.name})
    elif first.reserve:
        reason = Reason("rota.reserve", _facts(first))
    else:
        reason = _next(first, stands, at)
    return Decision(first.staff_id, True, reason, sharing(stands, at, asked))


def _facts(one: Stand) -> dict[str, object]:
    return {"name": one.name, "turns": one.turns, "hours": one.hours}


def _next(first: Stand, stands: Sequence[Stand], at: time) -> Reason:
    """Next on the rota, and who would have been before them but cannot receive now."""
    before = [one for one in stands if one.on_shift(at) and not one.reserve and not one.ready(at)]
    before = [one for one in before if (-one.balance, one.lot) < (-first.balance, first.lot)]
    if not before:
        return Reason("rota.next", _facts(first))
    other = min(before, key=lambda one: (-one.balance, one.lot))
    state = "away" if other.away else "overdue" if not other.visits else "drive" if other.doing == "drive" else "with"
    return Reason(f"rota.next_{state}", {**_facts(first), "busy": other.name})


def choose(
    stands: Sequence[Stand], at: time, chosen_id: int, name: str, *, owner: Owner = NOBODY, why: str = "asked_for"
) -> Decision:
    """What choosing a person by hand means: their turn, unless the customer is theirs; who was passed over is named."""
    own = who_receives(stands, at, owner=owner)
    if chosen_id == own.staff_id:
        return own
    if chosen_id == owner.staff_id:
        return Decision(chosen_id, False, Reason("rota.owner", {"name": name}))
    free = sharing(stands, at)
    skipped = next((one for one in stands if one.staff_id == own.staff_id), None)
    if skipped is None:
        return Decision(chosen_id, True, Reason("rota.asked_for", {"name": name}), free)
    facts = {"name": name, "skipped": skipped.name, "skipped_id": skipped.staff_id}
    return Decision(chosen_id, True, Reason(f"rota.skip_{why}", facts), free)


def is_skip(decision: Decision) -> bool:
    return decision.reason.code.startswith("rota.skip_")


def thin_since(stands: Sequence[Stand], at: datetime, wall: time, wanted: int) -> datetime | None:
    """Since when fewer than `wanted` people stand free at the door, or None while there are enough (A-31, R-203)."""
    duty = [one for one in stands if one.on_duty(wall) and not one.reserve]
    if not duty or sum(one.free(wall) for one in duty) >= wanted:
        return None
    taken = [one.since for one in duty if one.visits and one.since]
    return max(taken, default=at)


def is_alarm(since: datetime | None, at: datetime, minutes: int) -> bool:
    return since is not None and at - since >= timedelta(minutes=minutes)
