"""From the plan to the day: the rows of today's door are made from what the week says."""

from __future__ import annotations

from typing import Any

from crm.rota.queries.absence import absent
from crm.rota.queries.planning import plan_of
from crm.rota.rules.planning import WHOLE_DAY, Cell, Post
from crm.shared.clock import dice
from crm.shared.stamp import Stamp


def planned_rows(stamp: Stamp) -> list[dict[str, Any]]:
    """Today's duty rows as the plan has them; none when nothing is planned, or everybody has the day off."""
    found = plan_of(stamp.store_id, [stamp.today])[stamp.today].stations
    gone = absent(stamp.store_id, [stamp.today])[stamp.today]
    standing = {one: cell for one, cell in sorted(found.items()) if cell.post != Post.OFF and one not in gone}
    return [duty_row(staff_id, cell, position, stamp) for position, (staff_id, cell) in enumerate(standing.items(), 1)]


def duty_row(staff_id: int, cell: Cell, position: int, stamp: Stamp, *, late: bool = False) -> dict[str, Any]:
    """`late`: it was decided in the course of the day, so they have stood since then and no longer."""
    starts, ends = cell.hours or WHOLE_DAY
    return {
        "store_id": stamp.store_id, "on_day": stamp.today, "staff_id": staff_id, "starts": starts, "ends": ends,
        "position": position, "lot": dice.lot(), "reserve": cell.post == Post.RESERVE,
        "made_at": stamp.at if late else None, "version": 1,
    }  # fmt: skip
