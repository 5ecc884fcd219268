"""The draft of a tablet that locked: kept on the server, encrypted, for the same person on the same tablet."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.tablet import queries
from crm.tablet.models import TabletDraft
from crm.tablet.rules import DRAFT_AGE

LONGEST = 16_000


def keep_draft(fields: MultiDict[str, str], *, device_id: int, saved_at: datetime, stamp: Stamp) -> bool:
    """Keep what is being typed; nothing typed means that there is no draft any more. An older one never wins."""
    person = stamp.by.id
    assert person is not None
    row = queries.draft(device_id, person)
    if row is not None and row.saved_at > saved_at:
        return False
    body = json.dumps(list(fields.items(multi=True)), ensure_ascii=False)
    if not any(fields.values()) or len(body) > LONGEST:
        if row is not None:
            db.session.delete(row)
        return False
    if row is None:
        row = TabletDraft(store_id=stamp.store_id, device_id=device_id, staff_id=person)
        db.session.add(row)
    row.body, row.saved_at = body, saved_at
    return True


def draft_of(device_id: int, stamp: Stamp) -> dict[str, Any] | None:
    """The draft of this person on this tablet, if it is still of today."""
    row = queries.draft(device_id, stamp.by.id or 0)
    if row is None or stamp.at - row.saved_at > DRAFT_AGE:
        return None
    return {"fields": json.loads(row.body), "saved_at": row.saved_at}


def forget_drafts(stamp: Stamp) -> None:
    """Drafts that nobody has come back for go after half a day."""
    old = (TabletDraft.store_id == stamp.store_id, TabletDraft.saved_at < stamp.at - DRAFT_AGE)
    db.session.execute(delete(TabletDraft).where(*old))
