"""Undoing a whole import, the way back exactly: the last batch first, 500 rows at a time, each batch one transaction.

Made rows are removed when nothing stands on them, put away when only the machine's work does, and left otherwise;
changed values go back to what stood there, unless somebody has changed them since. What is left is listed with why.
The memory of each batch goes with its undo, so whoever carries on after a kill finds exactly what is still to do.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from crm.imports.follow import ask_what_follows
from crm.imports.models import Import, ImportChange, ImportMade
from crm.imports.rules import UNDO_DAYS, State
from crm.imports.stages import Checkpoint, Stopped, found, move, try_batch
from crm.imports.taking import UndoBatch
from crm.shared import settings
from crm.shared.db import db
from crm.shared.stamp import Stamp


def undo_rows(import_id: int, stamp: Stamp, checkpoint: Checkpoint) -> None:
    """Take back batch after batch until nothing of the import is remembered."""
    try:
        while try_batch(import_id, State.UNDOING, lambda record: UndoBatch(record, stamp).run(), checkpoint):
            pass
        record = found(import_id, State.UNDOING)
        ask_what_follows(record, stamp)
        move(import_id, State.UNDONE, undone_at=stamp.at)
        checkpoint()
    except Stopped:
        db.session.rollback()


def forget_old(stamp: Stamp) -> None:
    """When the time for undoing is over, the memory goes; that there was an import stays."""
    over = stamp.at - timedelta(days=settings.of(stamp.store_id)[UNDO_DAYS])
    old = select(Import.id).where(
        Import.store_id == stamp.store_id, Import.state.in_((State.DONE, State.CANCELLED)), Import.ended_at < over
    )
    for model in (ImportMade, ImportChange):
        db.session.execute(delete(model).where(model.import_id.in_(old)).execution_options(synchronize_session=False))
