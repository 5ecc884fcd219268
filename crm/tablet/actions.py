"""Taking in what a tablet kept: each entry once, whatever its order, under the person who wrote it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crm.reception.actions import record_visit
from crm.reception.forms import IntakeForm
from crm.reception.models import Visit
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused, Stale
from crm.shared.reasons import Reason, say
from crm.shared.sealed import Unreadable
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.tablet import queries
from crm.tablet.drafts import keep_draft
from crm.tablet.letters import Note, opened
from crm.tablet.models import TabletEntry
from crm.tablet.owners import settle, without_owner
from crm.tablet.rules import ENTRY_DAYS, STILL_NEXT, Facts, State, arrival, refuse


@dataclass(frozen=True)
class Upload:
    """The circumstances of one upload: which tablet of which store, its clock and ours."""

    store_id: int
    device_id: int
    zone: str
    sent_at: datetime  # by the tablet's clock
    received_at: datetime


def take_in(letter: Mapping[str, Any], key: str, upload: Upload) -> dict[str, str]:
    """One letter of an upload; the same letter again gets the same answer and changes nothing."""
    fresh = {
        "store_id": upload.store_id, "key": key, "device_id": upload.device_id, "state": State.REFUSED, "facts": {},
        "received_at": upload.received_at, "off_seconds": 0,
    }  # fmt: skip
    if not insert_missing(TabletEntry, [fresh]):
        return _again(queries.entry(upload.store_id, key), key)
    entry = queries.entry(upload.store_id, key)
    assert entry is not None
    try:
        note = opened(letter, key)
    except Unreadable:
        entry.body = json.dumps({part: letter[part] for part in ("kid", "epk", "iv", "box")})
        return _refused(entry, Reason("tablet.unreadable"))
    return _read(entry, note, upload)


def _again(entry: TabletEntry | None, key: str) -> dict[str, str]:
    if entry is not None and entry.state == State.REFUSED:
        return {"key": key, "state": "refused", "reason": say(entry.reason_code or "", entry.facts)}
    return {"key": key, "state": "already"}


def _read(entry: TabletEntry, note: Note, upload: Upload) -> dict[str, str]:
    came = arrival(
        written_at=note.written_at, sent_at=upload.sent_at, received_at=upload.received_at, known_off=note.known_off,
        contact_at=note.contact_at,
    )  # fmt: skip
    entry.arrived_at, entry.off_seconds = came.at, came.off_seconds
    who = queries.writer(upload.store_id, note.by)
    written_on = queries.tablet(upload.store_id, note.device)
    entry.staff_id = who.person.id if who else None
    facts = Facts(
        arrived_at=came.at, received_at=upload.received_at, name=who.person.name if who else None,
        was_here=written_on is not None and queries.was_here(note.by, written_on.id, came.at, upload.zone),
        may_receive=who is not None and who.person.can("receive"), left_at=who.left_at if who else None,
        revoked_at=written_on.revoked_at if written_on else None,
    )  # fmt: skip
    why = refuse(facts, settings.of(upload.store_id)[ENTRY_DAYS])
    if who is None or written_on is None or why is not None:
        entry.body = note.text()
        return _refused(entry, why or Reason("tablet.nobody"))
    stamp = Stamp(who.person, upload.received_at, upload.zone)
    if note.kind == "draft":
        keep_draft(note.fields, device_id=upload.device_id, saved_at=came.at, stamp=stamp)
        entry.state = State.RECORDED  # without a visit: it only keeps the letter from coming twice
        return {"key": entry.key, "state": "accepted"}
    return _record(entry, note, stamp)


def _record(entry: TabletEntry, note: Note, stamp: Stamp) -> dict[str, str]:
    """Record the visit by the same form and action as at the desk; what is refused waits for a person."""
    form = IntakeForm(note.fields)
    try:
        if not form.validate():
            raise Refused(complaints(form))
        with db.session.begin_nested():
            nobodys = without_owner(form, stamp)
            visit = _visit(form, entry, stamp)
            settle(entry, visit, nobodys, form.advisor.data or "", stamp)
    except Refused as refused:
        why = refused.message
    except Stale:
        why = _("Someone has just changed this. Look at both values and save again.")
    else:
        _done(entry, visit)
        return {"key": entry.key, "state": "accepted"}
    entry.body = note.text()
    return _refused(entry, Reason("tablet.not_understood", {"why": why}))


def _visit(form: IntakeForm, entry: TabletEntry, stamp: Stamp) -> Visit:
    """The visit as it was taken down then; a "next one" of hours ago is nobody in particular any more."""
    seen, arrived_at = form.arguments(), entry.arrived_at or stamp.at
    advisor = seen.pop("advisor", "")
    if advisor == "next" and stamp.at - arrived_at > STILL_NEXT:
        advisor = ""
    seen["skip_reason"] = "offline"
    return record_visit(advisor=advisor, key=entry.key, arrived_at=arrived_at, stamp=stamp, **seen)


def put_by(letter: Mapping[str, Any], key: str, upload: Upload) -> dict[str, str]:
    """Recording it failed for a reason that nobody foresaw: what was typed waits for a person all the same."""
    entry = TabletEntry(
        store_id=upload.store_id, key=key, device_id=upload.device_id, received_at=upload.received_at, off_seconds=0,
        body=opened(letter, key).text(),
    )  # fmt: skip
    db.session.add(entry)
    return _refused(entry, Reason("tablet.failed"))


def complaints(form: Any) -> str:
    """What is wrong with a form, as one line; the words typed are not among them."""
    wrong = [f"{_(field.label.text)}: {_(str(field.errors[0]))}" for field in form if field.errors]
    return "; ".join([*([_(form.message)] if form.message else []), *wrong])


def _done(entry: TabletEntry, visit: Visit) -> None:
    entry.state, entry.body, entry.visit_id, entry.customer_id = State.RECORDED, None, visit.id, visit.customer_id
    db.session.flush()


def _refused(entry: TabletEntry, why: Reason) -> dict[str, str]:
    entry.state, entry.reason_code, entry.facts = State.REFUSED, why.code, dict(why.facts)
    db.session.flush()
    return {"key": entry.key, "state": "refused", "reason": say(why.code, why.facts)}


def record_by_hand(entry: TabletEntry, *, stamp: Stamp, **seen: Any) -> Visit:
    """A person has looked at a refused entry, completed it, and records it under their own name."""
    _open(entry)
    seen["skip_reason"] = "offline"  # whoever received then, received; the rota of now has no say in it
    visit = record_visit(key=entry.key, arrived_at=entry.arrived_at or entry.received_at, stamp=stamp, **seen)
    _done(entry, visit)
    entry.decided_by_id, entry.decided_at = stamp.by.id, stamp.at
    return visit


def set_aside(entry: TabletEntry, *, stamp: Stamp) -> None:
    """A person has looked at it: no visit. What was typed goes; that it was there, and who decided, stays."""
    _open(entry)
    entry.state, entry.body = State.SET_ASIDE, None
    entry.decided_by_id, entry.decided_at = stamp.by.id, stamp.at


def _open(entry: TabletEntry) -> None:
    if entry.state != State.REFUSED:
        raise Refused(_("Somebody has looked at this entry already."))
