"""The grading in the demo store: the supervisor looks at lowered grades on Fridays; the month's check is made."""

from __future__ import annotations

from crm.demo.story import World
from crm.grading import actions
from crm.grading.queries.lowered import change_for, lowered
from crm.grading.rules.reviews import Verdict
from crm.shared.db import db

FRIDAY, LOOKS = 4, 40


def a_day(world: World, back: int) -> None:
    """Nothing on most days; today's downgrades are left for whoever tries the demo."""
    if world.today.weekday() == FRIDAY and back > 3:
        stamp = world.stamp("supervisor", 18 * 60)
        for row in lowered(stamp.by, reviewed=False)[:LOOKS]:
            _look(row, world)
    if back == 1:
        actions.check(world.stamp("manager", 9 * 60))
    db.session.flush()


def _look(row: object, world: World) -> None:
    stamp = world.stamp("supervisor", 18 * 60)
    change, lead = change_for(stamp.by, row.id)  # type: ignore[attr-defined]
    again = change.old == "H" and lead.grade == change.new and lead.stage == "open" and world.chance.random() < 0.3
    if change.by_id != stamp.by.id:
        note = "上周才试驾过，先别降，再约一次" if again else ""
        actions.review(change, lead, verdict=Verdict.PUT_BACK if again else Verdict.SEEN, note=note, stamp=stamp)
