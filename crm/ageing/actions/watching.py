"""The term for confirming: who is asked, and what happens when nobody has confirmed in time (R-254, A-35)."""

from __future__ import annotations

from sqlalchemy import select

from crm.ageing.actions.planning import planned_run
from crm.ageing.actions.running import TO_CONFIRM, carry_out
from crm.ageing.models import Run
from crm.ageing.queries.page import counts
from crm.ageing.rules import AUTOMATIC, LATE_POINTS
from crm.notices import actions as notices
from crm.points.actions import propose
from crm.shared import settings
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.staff.queries import people_with
from crm.staff.rules import Role


def term_is_over(stamp: Stamp) -> bool:
    """A cheap question for every minute."""
    late = select(Run.id).where(Run.store_id == stamp.store_id, Run.kind == "age", Run.state == "planned")
    return db.session.scalar(late.where(Run.due_at <= stamp.at, Run.late_at.is_(None)).limit(1)) is not None


def ask_to_confirm(run: Run, stamp: Stamp) -> None:
    """The managers have a notice while a plan waits."""
    n = counts(run, stamp).total
    notices.withdraw(TO_CONFIRM, run.id, stamp=stamp)
    if run.state == "planned" and n:
        for person in people_with(run.store_id, Role.MANAGER):
            notices.tell(int(person.id or 0), TO_CONFIRM, run.id, reason=Reason("ageing.waits", {"n": n}), stamp=stamp)


def end_term(stamp: Stamp) -> Run | None:
    """Nobody confirmed: points are proposed for the managers, once, and the run goes ahead where the store wants it."""
    run = planned_run(stamp.store_id, lock=True)
    if run is None or run.due_at is None or run.due_at > stamp.at or run.late_at is not None:
        return None
    if not counts(run, stamp).total:
        run.due_at = None
        return None
    numbers, run.late_at = settings.of(run.store_id), stamp.at
    for person in people_with(run.store_id, Role.MANAGER):
        propose(
            int(person.id or 0), points=numbers[LATE_POINTS], rule="R-254",
            why=Reason("ageing.late", {"day": run.on_day.isoformat()}), key=f"ageing:{run.id}:{person.id}",
            on_day=stamp.today, stamp=stamp,
        )  # fmt: skip
    if numbers[AUTOMATIC]:
        carry_out(run, stamp=stamp)
    return run
