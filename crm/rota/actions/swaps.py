"""Two people change shifts: asked by one, agreed by the other, or set by whoever runs the rota."""

from __future__ import annotations

from datetime import date

from crm.notices import actions as notices
from crm.rota import queries
from crm.rota.actions.moving import replanning
from crm.rota.actions.planning import put
from crm.rota.queries.planning import Day, plan_of, row_of, swap_for
from crm.rota.rules.planning import Cell, Post
from crm.rota.shifts import Plan, Swap
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.rules import Right


def ask_swap(*, staff_id: int, other_id: int, on_day: date, back_on: date | None, stamp: Stamp) -> Swap:
    """`staff_id` and `other_id` change places on a day, and on another in return.

    Who runs the rota sets it at once; everybody else asks for their own shift, and the other has to agree.
    """
    runs = stamp.by.can(Right.RUN_ROTA)
    if not runs and staff_id != stamp.by.id:
        raise Refused(_("You can give away your own shift only."), field="staff_id")
    _check(staff_id, other_id, [on_day, *([back_on] if back_on else [])], stamp)
    row = Swap(store_id=stamp.store_id, staff_id=staff_id, other_id=other_id, on_day=on_day, back_on=back_on)
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    if runs:
        _change_places(row, stamp)
    else:
        notices.tell(other_id, "swap", row.id, reason=_asks(row), stamp=stamp)
    return row


def _asks(row: Swap) -> Reason:
    facts = {"name": queries.name_of(row.staff_id), "day": row.on_day.isoformat()}
    if row.back_on is None:
        return Reason("rota.swap", facts)
    return Reason("rota.swap_both", {**facts, "back": row.back_on.isoformat()})


def _check(staff_id: int, other_id: int, days: list[date], stamp: Stamp) -> None:
    if staff_id == other_id:
        raise Refused(_("Choose two different people."), field="other_id")
    for field, one in (("staff_id", staff_id), ("other_id", other_id)):
        if queries.seller(stamp.store_id, one) is None:
            raise Refused(_("Choose somebody who sells in this store."), field=field)
    if min(days) < stamp.today:
        raise Refused(_("This day is over."), field="on_day")
    plan = plan_of(stamp.store_id, days)
    for on_day in days:
        if not plan[on_day].planned:
            raise Refused(_("Nothing is planned on this day; the default rota stands."), field="on_day")
        if _place(plan[on_day], staff_id) == _place(plan[on_day], other_id):
            raise Refused(_("Both have the same shift on this day."), field="on_day")


def _place(day: Day, staff_id: int) -> Cell | None:
    return day.stations.get(staff_id)


def agree(swap: Swap, *, version: int | None = None, stamp: Stamp) -> Swap:
    """The other one says yes (or whoever runs the rota does): both change places. Saying so twice is once."""
    if swap.outcome == "agreed":
        return swap
    expect_version(swap, version)
    _may_answer(swap, stamp)
    _check(swap.staff_id, swap.other_id, [swap.on_day, *([swap.back_on] if swap.back_on else [])], stamp)
    _change_places(swap, stamp)
    return swap


def decline(swap: Swap, *, version: int | None = None, stamp: Stamp) -> Swap:
    """The other one says no; who asked may take it back as well."""
    if swap.outcome in ("declined", "withdrawn"):
        return swap
    expect_version(swap, version)
    own = swap.staff_id == stamp.by.id
    if not own:
        _may_answer(swap, stamp)
    _end(swap, "withdrawn" if own else "declined", stamp)
    return swap


def _may_answer(swap: Swap, stamp: Stamp) -> None:
    if swap.outcome:
        raise Refused(_("This swap is settled already."))
    if stamp.by.id != swap.other_id and not stamp.by.can(Right.RUN_ROTA):
        raise Refused(_("Only the colleague who was asked can agree."))


def _change_places(swap: Swap, stamp: Stamp) -> None:
    """Each gets what the plan says of the other, written for the person on each of the days."""
    with replanning(stamp):
        for on_day in filter(None, (swap.on_day, swap.back_on)):
            day = plan_of(stamp.store_id, [on_day])[on_day]
            pair = (swap.staff_id, swap.other_id)
            says = {one: _says(day, one) for one in pair}
            for one, other in (pair, pair[::-1]):
                row = row_of(stamp.store_id, on_day, staff_id=one)
                row = row or Plan(store_id=stamp.store_id, on_day=on_day, staff_id=one)
                put(row, *says[other], stamp, swap_id=swap.id)
        _end(swap, "agreed", stamp)


def _says(day: Day, staff_id: int) -> tuple[str, int | None]:
    """The post and shift of a person on a planned day: their own cell, their group's, else reserve."""
    own = day.people.get(staff_id)
    if own is not None and own.post:
        return own.post, own.shift_id
    team = day.teams.get(queries.team_of(staff_id) or 0)
    return (team.post, team.shift_id) if team is not None and team.post else (Post.RESERVE, None)


def _end(swap: Swap, outcome: str, stamp: Stamp) -> None:
    swap.outcome, swap.ended_at, swap.ended_by_id = outcome, stamp.at, stamp.by.id
    db.session.flush()
    over = Reason("rota.swap_over") if outcome == "withdrawn" else None
    notices.withdraw("swap", swap.id, reason=over, stamp=stamp)


@notices.on_answer("swap")
def _agreed(swap_id: int, stamp: Stamp) -> Swap:
    return agree(_swap(swap_id, stamp), stamp=stamp)


@notices.on_decline("swap")
def _declined(swap_id: int, stamp: Stamp) -> Swap:
    return decline(_swap(swap_id, stamp), stamp=stamp)


def _swap(swap_id: int, stamp: Stamp) -> Swap:
    found = swap_for(stamp.by, swap_id)
    if found is None:
        raise Refused(_("This swap is settled already."))
    return found
