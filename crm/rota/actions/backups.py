"""Who stands in for whom, so that a known customer meets somebody who knows."""

from __future__ import annotations

from sqlalchemy import select

from crm.rota import queries
from crm.rota.models import Backup
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def name_backup(*, staff_id: int, backup_id: int | None, stamp: Stamp) -> Backup:
    """While `staff_id` is away, `backup_id` receives their known customers; None: nobody does."""
    for field, one in (("staff_id", staff_id), ("backup_id", backup_id)):
        if one is not None and queries.seller(stamp.store_id, one) is None:
            raise Refused(_("Choose somebody who sells in this store."), field=field)
    if staff_id == backup_id:
        raise Refused(_("Somebody else has to stand in."), field="backup_id")
    row = db.session.scalar(select(Backup).where(Backup.staff_id == staff_id))
    if row is None:
        row = Backup(store_id=stamp.store_id, staff_id=staff_id)
        db.session.add(row)
    row.backup_id = backup_id
    row.sign(stamp)
    db.session.flush()
    return row
