"""What becomes of a turn: accepted, declined, passed on because nobody answered, ended, taken up again."""

from __future__ import annotations

from crm.notices import actions as notices
from crm.rota import queries
from crm.rota.actions.day import TOPIC
from crm.rota.actions.turns import book, end, hand_out
from crm.rota.models import Turn
from crm.rota.queries.credits import asked_for, last_turn_of
from crm.rota.rules import ACCEPT_SECONDS, RULE_VERSION, Decision, undone, who_receives
from crm.shared import settings
from crm.shared.db import db, own_transaction
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp, machine
from crm.shared.topics import raise_topic
from crm.shared.words import _


def accept(turn: Turn, stamp: Stamp) -> Turn:
    """They are on their way; accepting twice is once, and what has gone to somebody else stays with them."""
    _hold(turn)
    if turn.released_at is not None:
        raise Refused(_gone(turn))
    if turn.accepted_at is None:
        turn.accepted_at = stamp.at
        notices.withdraw("turn", turn.id, stamp=stamp)  # said at the desk: nothing is left to answer
        raise_topic(stamp.store_id, TOPIC)
    return turn


def decline(turn: Turn, stamp: Stamp) -> Turn:
    """They cannot come: the next one is told at once, and they keep their place."""
    _hold(turn)
    if turn.released_at is not None:
        raise Refused(_gone(turn))
    given = _pass_on(turn, "rota.declined", stamp)
    if given is None:
        raise Refused(_("Nobody else is free. Please tell the desk."))
    return given


@notices.on_answer("turn")
def _accepted(turn_id: int, stamp: Stamp) -> Turn:
    return accept(_mine(turn_id, stamp), stamp)


@notices.on_decline("turn")
def _declined(turn_id: int, stamp: Stamp) -> Turn:
    return decline(_mine(turn_id, stamp), stamp)


def _mine(turn_id: int, stamp: Stamp) -> Turn:
    turn = queries.turn_for(stamp.by, turn_id)
    if turn is None:
        raise Refused(_("This turn is not yours."))
    return turn


def _hold(turn: Turn) -> None:
    """Nobody else decides now, and the row is read as it stands."""
    queries.one_at_a_time(turn.store_id)
    db.session.flush()
    db.session.refresh(turn)


def _gone(turn: Turn) -> str:
    last = last_turn_of(turn.visit_id)
    if turn.ended in ("passed", "moved") and last is not None:
        return _("%(name)s receives this visitor by now.", name=queries.name_of(last.staff_id))
    return _("This visitor has left already.")


def can_pass_on(stamp: Stamp) -> bool:
    """Whether a turn is late and somebody else could have it; one small read while nothing is late."""
    return any(_next(turn, stamp).staff_id for turn in queries.overdue(stamp))


def catch_up(stamp: Stamp) -> int:
    """What a poll does before it reads: pass on what nobody has accepted in time."""
    if not can_pass_on(stamp):
        return 0
    with own_transaction():
        return pass_on_overdue(stamp.store_id, stamp)


def pass_on_overdue(store_id: int, stamp: Stamp) -> int:
    """Who has not accepted in time keeps the place, and the next one is told. How many have moved.

    When everybody free has been told, the visitor stays with the last one, and the board says that nobody has answered.
    """
    queries.one_at_a_time(store_id)
    return sum(_pass_on(turn, "rota.passed", stamp) is not None for turn in queries.overdue(stamp))


notices.on_overdue("turn")(pass_on_overdue)  # a page whose countdown has run out asks for it


def _next(turn: Turn, stamp: Stamp) -> Decision:
    return who_receives(queries.door(stamp), stamp.local.time(), asked=asked_for(turn.visit_id))


def _pass_on(turn: Turn, code: str, stamp: Stamp) -> Turn | None:
    stands, asked = queries.door(stamp), asked_for(turn.visit_id)
    found = who_receives(stands, stamp.local.time(), asked=asked)
    if found.staff_id is None:
        return None
    facts = {**found.reason.facts, "passed": queries.name_of(turn.staff_id)}
    facts["seconds"] = settings.of(stamp.store_id)[ACCEPT_SECONDS]
    decision = Decision(found.staff_id, found.counts, Reason(code, facts), found.sharing)
    known = {"buyer": turn.facts.get("buyer", turn.counts), "asked": sorted(asked), "passed_id": turn.staff_id}
    by = stamp if code == "rota.declined" else machine(stamp.store_id, stamp.at, stamp.zone)
    return hand_out(turn.visit_id, decision, stands, turn, ended="passed", facts=known, stamp=by)


def release(visit_id: int, *, recalled: bool = False, stamp: Stamp) -> Turn | None:
    """The visit ends, and whoever had it is free. `recalled`: there was none, so no turn is paid; twice is once."""
    queries.one_at_a_time(stamp.store_id)
    turn = queries.turn_of(visit_id)
    if turn is None:
        return None
    end(turn, "recalled" if recalled else "left", stamp)
    if recalled and turn.counts:
        booking = undone(queries.balances(turn.store_id), queries.shares_of(visit_id), turn.staff_id)
        book(turn, booking, stamp, recalled=True)
    if turn.accepted_at is None:
        notices.withdraw("turn", turn.id, reason=Reason("notices.recalled") if recalled else None, stamp=stamp)
    raise_topic(stamp.store_id, TOPIC)
    return turn


def resume(visit_id: int, *, stamp: Stamp) -> Turn | None:
    """The visitor has not left after all: the same person goes on, and no second turn is paid."""
    queries.one_at_a_time(stamp.store_id)
    before = last_turn_of(visit_id)
    if before is None or before.ended != "left":
        return None
    before.ended = "resumed"
    turn = Turn(
        store_id=before.store_id, visit_id=visit_id, staff_id=before.staff_id, on_day=stamp.today,
        counts=before.counts, accepted_at=stamp.at, doing=before.doing,
    )  # fmt: skip
    turn.sign(stamp)
    turn.decide(Reason("rota.resumed", {"name": queries.name_of(turn.staff_id)}), RULE_VERSION)
    turn.facts["buyer"] = before.facts.get("buyer", before.counts)
    db.session.add(turn)
    db.session.flush()
    raise_topic(stamp.store_id, TOPIC)
    return turn


def now_doing(visit_id: int, what: str, *, stamp: Stamp) -> None:
    """What they do with the visitor ("drive" or nothing), for the sentence of the next decision."""
    turn = queries.turn_of(visit_id)
    if turn is not None:
        turn.doing = what
        raise_topic(stamp.store_id, TOPIC)
