"""Old leads in the story: each Wednesday the manager confirms the plan, one run is taken back, the last plan waits."""

from __future__ import annotations

from crm.ageing import actions
from crm.ageing.models import Run
from crm.demo.story import World
from crm.shared.db import db
from crm.shared.stamp import machine

WEDNESDAY = 2
TAKEN_BACK = range(12, 19)  # days before today: the Wednesday in it was too early, and Thursday takes it back
WAITS = 2  # what comes of age in the last days waits for whoever looks at the store


def a_day(world: World, back: int) -> None:
    """The day's part, `back` days before today."""
    if back > WAITS and world.today.weekday() == WEDNESDAY:
        run = actions.plan(world.stamp("manager", 17 * 60))
        if run is not None:
            actions.carry_out(run, stamp=world.stamp("manager", 17 * 60 + 20))
    elif back in TAKEN_BACK and world.today.weekday() == WEDNESDAY + 1:
        last = db.session.query(Run).filter_by(store_id=world.store_id, state="done").order_by(Run.id.desc()).first()
        if last is not None:
            actions.undo(last, why="B 组两人在外培训，下周再换", stamp=world.stamp("manager", 9 * 60 + 30))
    elif back == 0:
        night = machine(world.store_id, world.stamp("manager", 30).at, world.zone)
        run = actions.plan(night)
        if run is not None:
            actions.ask_to_confirm(run, night)
