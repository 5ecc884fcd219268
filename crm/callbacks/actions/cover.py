"""While an advisor is away: the backup has what falls due, or it waits for the next working day; no points (R-253).

The lead stays with its advisor; only the doing is covered, day by day, and ends by itself.
"""

from __future__ import annotations

from sqlalchemy import update

from crm.callbacks.models import Task
from crm.callbacks.rules.queue import Kind
from crm.rota.queries import backups
from crm.rota.queries.absence import away, back_on
from crm.shared.db import db
from crm.shared.stamp import Stamp


def cover_the_absent(stamp: Stamp) -> None:
    """Today's cover of a store, from today's absences: run again it says the same."""
    gone = away(stamp.store_id, [stamp.today])[stamp.today]
    standing_in = backups(stamp.store_id)
    helper = {one: other for one in gone if (other := standing_in.get(one)) and other not in gone}
    open_sales = (Task.store_id == stamp.store_id, Task.kind == Kind.SALES.value, Task.closed_at.is_(None))
    db.session.flush()
    _set(Task.cover_id.is_not(None), Task.owner_id.not_in(helper), *open_sales, cover_id=None)
    for owner_id, other in helper.items():
        _set(Task.owner_id == owner_id, Task.cover_id.is_distinct_from(other), *open_sales, cover_id=other)
    for owner_id in sorted(gone - set(helper)):
        due_today = (Task.owner_id == owner_id, Task.until_on == stamp.today, *open_sales)
        _set(*due_today, until_on=back_on(stamp.store_id, owner_id, stamp.today))


def _set(*which: object, **values: object) -> None:
    statement = update(Task).where(*which).values(**values)  # type: ignore[arg-type]
    db.session.execute(statement.execution_options(synchronize_session=False))
