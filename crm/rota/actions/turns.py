"""Giving a turn: who receives this visitor, why, and what that does to everybody's credit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from crm.notices import actions as notices
from crm.rota import queries
from crm.rota.actions.day import TOPIC, default_rota
from crm.rota.models import Credit, Turn
from crm.rota.rules import (
    ACCEPT_SECONDS,
    OFFLINE,
    RULE_VERSION,
    SKIP_REASONS,
    Booking,
    Decision,
    Stand,
    arrival,
    choose,
    handed_over,
    is_skip,
    undone,
    who_receives,
)
from crm.shared import settings
from crm.shared.clock import dice
from crm.shared.db import db, insert_rows
from crm.shared.forms import Refused
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

Follower = Callable[[Turn, Turn | None, Stamp], Any]
_followers: list[Follower] = []


def when_given(function: Follower) -> Follower:
    """Register what follows when a turn is given: `(turn, the one before it or None, stamp)`."""
    _followers.append(function)
    return function


def give_turn(
    visit_id: int, *, counts: bool, owner_id: int | None = None, chosen: str | int = "next", skip_reason: str = "",
    asks: bool = True, stays: bool = True, stamp: Stamp,
) -> Turn | None:  # fmt: skip
    """Give a visit to the next one, or to the person `chosen`; None when nobody is free.

    `counts`: a buyer's visit, so a turn unless it is the owner's. `asks`: they are told and have to accept. `stays`:
    the visitor is in the house, so whoever receives is busy (false for a phone call).
    """
    queries.one_at_a_time(stamp.store_id)
    default_rota(stamp)
    stands = queries.door(stamp)
    decision = _decide(stands, owner_id, chosen, skip_reason, stamp)
    if decision.staff_id is None:
        return None
    held = queries.turn_of(visit_id)
    if held is not None and held.staff_id == decision.staff_id:
        name = queries.name_of(held.staff_id)
        raise Refused(_("%(name)s is with this visitor already.", name=name), field="advisor")
    facts = {"buyer": counts, "owner_id": owner_id, "by_hand": chosen != "next"}
    return hand_out(visit_id, decision, stands, held, ended="moved", facts=facts, asks=asks, stays=stays, stamp=stamp)


def _decide(
    stands: list[Stand], owner_id: int | None, chosen: str | int, skip_reason: str, stamp: Stamp
) -> Decision:
    wall, owner = stamp.local.time(), queries.owner_of(owner_id)
    if chosen == "next":
        return who_receives(stands, wall, owner=owner)
    number = int(chosen) if isinstance(chosen, int) or (chosen.isascii() and chosen.isdigit()) else 0
    person = queries.seller(stamp.store_id, number)
    if person is None:
        raise Refused(_("Choose somebody who sells in this store."), field="advisor")
    why = skip_reason if skip_reason in (*SKIP_REASONS, OFFLINE) else ""
    decision = choose(stands, wall, person.id, person.name, owner=owner, why=why or "asked_for")
    if is_skip(decision) and not why:
        skipped = decision.reason.facts["skipped"]
        raise Refused(_("%(name)s is next. Say why somebody else receives.", name=skipped), field="skip_reason")
    return decision


def hand_out(
    visit_id: int, decision: Decision, stands: list[Stand], held: Turn | None, *, ended: str, facts: Mapping[str, Any],
    asks: bool = True, stays: bool = True, stamp: Stamp,
) -> Turn:  # fmt: skip
    """Write the turn with everything that decided it, the ledger's entries, and tell the person."""
    assert decision.staff_id is not None
    turn = Turn(
        store_id=stamp.store_id, visit_id=visit_id, staff_id=decision.staff_id, on_day=stamp.today,
        counts=decision.counts and facts["buyer"],
    )  # fmt: skip
    turn.sign(stamp)
    turn.decide(decision.reason, RULE_VERSION)
    turn.facts |= {**facts, "free": list(decision.sharing), "blocked": [one.staff_id for one in stands if one.blocked]}
    if not asks or not stays or stamp.by.id == turn.staff_id:
        turn.accepted_at = stamp.at
    if not stays:
        turn.released_at, turn.ended = stamp.at, "left"
    db.session.add(turn)
    db.session.flush()
    booking = _booking(turn, held, decision)
    if held is not None:
        end(held, ended, stamp)
    if booking:
        book(turn, booking, stamp, free=len(decision.sharing))
    _tell(turn, held, stamp)
    for follow in _followers:
        follow(turn, held, stamp)
    raise_topic(stamp.store_id, TOPIC)
    return turn


def end(turn: Turn, how: str, stamp: Stamp) -> None:
    """The visitor is no longer with them; an instant is filled in once."""
    turn.released_at, turn.ended = stamp.at, how


def _booking(turn: Turn, held: Turn | None, decision: Decision) -> Booking | None:
    """What the decision moves: a new arrival, a turn that goes over, or one that turns out to be none."""
    before = held if held is not None and held.counts else None
    if before is None:
        return arrival(queries.balances(turn.store_id), decision.sharing, turn.staff_id) if turn.counts else None
    balances, shared = queries.balances(turn.store_id), queries.shares_of(turn.visit_id)
    if turn.counts:
        return handed_over(balances, shared, before.staff_id, turn.staff_id)
    return undone(balances, shared, before.staff_id)


def book(turn: Turn, booking: Booking, stamp: Stamp, *, free: int = 0, recalled: bool = False) -> None:
    """Entries of the ledger, each with the balance after it and a fresh draw among equals."""
    balances, rows = queries.balances(turn.store_id), []
    split = f"rota.{booking.how}"
    codes = {"turn": "rota.turn", "return": "rota.kept", "withdrawn": split, "share": split}
    for entries, kinds in ((booking.shares, ("share", "withdrawn")), (booking.turns, ("return", "turn"))):
        for staff_id, units in sorted(entries.items()):
            balances[staff_id] = balances.get(staff_id, 0) + units
            kind = kinds[units < 0]
            code = "rota.recalled" if recalled else codes[kind]
            reason = Reason(code, {"n": free} if code == "rota.share" else {})
            rows.append(
                {
                    "store_id": turn.store_id, "on_day": turn.on_day, "visit_id": turn.visit_id, "turn_id": turn.id,
                    "staff_id": staff_id, "kind": kind, "units": units, "after": balances[staff_id],
                    "lot": dice.lot(), "reason_code": reason.code, "rule_version": RULE_VERSION,
                    "facts": dict(reason.facts), "by_id": stamp.by.id, "at": stamp.at,
                }
            )  # fmt: skip
    insert_rows(Credit, rows)


def _tell(turn: Turn, held: Turn | None, stamp: Stamp) -> None:
    """The notice goes to the person's open page, with the instant by which they accept."""
    if held is not None:
        name = queries.name_of(turn.staff_id)
        notices.expire("turn", held.id, reason=Reason("notices.passed_on", {"name": name}), stamp=stamp)
    if turn.accepted_at is not None:
        return
    seconds = settings.of(stamp.store_id)[ACCEPT_SECONDS]
    answer_by = stamp.at + timedelta(seconds=seconds) if seconds else None
    notices.tell(turn.staff_id, "turn", turn.id, reason=Reason("notices.guest"), answer_by=answer_by, stamp=stamp)
