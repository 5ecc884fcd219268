"""The buttons of an export: ask for it, call it off, approve it or not, fetch the file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from crm.exports import queries
from crm.exports.models import Export, ExportDecision, ExportDownload
from crm.exports.rules import AT_ONCE, OPEN, Form, Purpose, State, Verdict
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.blobs import Blob, open_blob
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.queue import ask
from crm.shared.reasons import Reason
from crm.shared.sheets import SHEETS
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.queries import people_who
from crm.staff.rules import Right

JOB, COUNT = "jobs.exports.write_file", "jobs.exports.count_rows"


def ask_for(
    *, sheet: str, filters: Mapping[str, str], form: str, purpose: str, note: str, full: bool, language: str,
    stamp: Stamp,
) -> Export:  # fmt: skip
    """Ask for a list as a file. With numbers in full it waits for approval at once."""
    wanted = SHEETS.get(sheet)
    if wanted is None or not wanted.open_to(stamp.by):
        raise Refused(_("This list cannot be exported by you."))
    most = settings.of(stamp.store_id)[AT_ONCE]
    if queries.under_way(stamp.by) >= most:
        raise Refused(_("%(n)s of your exports are under way. Wait for one, or call it off.", n=most))
    export = Export(
        store_id=stamp.store_id, sheet=sheet, filters=json.dumps(wanted.chosen(filters), ensure_ascii=False),
        form=Form(form), language=language, purpose=Purpose(purpose), note=note, full=full or wanted.full,
        state=State.ASKED,
    )  # fmt: skip
    export.sign(stamp)
    db.session.add(export)
    db.session.flush()
    if export.full:
        hold(export, Reason("exports.full"), stamp)
        ask(COUNT, export.id, store_id=export.store_id, queue="bulk", by_id=stamp.by.id)
    else:
        _set_going(export, stamp)
    return export


def hold(export: Export, why: Reason, stamp: Stamp) -> None:
    """It waits; whoever may approve it is told."""
    export.state, export.reason_code, export.facts = State.WAITING, why.code, dict(why.facts)
    for one in people_who(export.store_id, Right.APPROVE_EXPORT):
        if one.id != export.by_id:
            notices.tell(one.id or 0, "export", export.id, reason=Reason("exports.wanted"), stamp=stamp)


def may_decide(export: Export, stamp: Stamp) -> bool:
    """Four eyes: one's own is for somebody else to approve, unless nobody else may."""
    if not stamp.by.can(Right.APPROVE_EXPORT):
        return False
    others = [one for one in people_who(export.store_id, Right.APPROVE_EXPORT) if one.id != stamp.by.id]
    return export.by_id != stamp.by.id or not others


def decide(export: Export, *, verdict: str, note: str, stamp: Stamp) -> Export:
    """Approve or not. The one who asked is told; an approved one is written now."""
    if export.state != State.WAITING:
        raise Refused(_("This export does not wait for an answer any more."))
    if not may_decide(export, stamp):
        raise Refused(_("Your own export is for somebody else to approve."))
    if verdict == Verdict.REFUSED and not note:
        raise Refused(_("Say why, in one sentence."), "note")
    approved = verdict == Verdict.APPROVED
    ended = {} if approved else {"ended_at": stamp.at}
    _move(export, State.ASKED if approved else State.REFUSED, **ended)
    answer = ExportDecision(store_id=export.store_id, export_id=export.id, verdict=Verdict(verdict), note=note or None)
    answer.sign(stamp)
    db.session.add(answer)
    notices.withdraw("export", export.id, stamp=stamp)
    notices.tell(export.by_id or 0, "exported", export.id, reason=Reason("exports.decided"), stamp=stamp)
    if approved:
        _set_going(export, stamp)
    return export


def call_off(export: Export, *, stamp: Stamp) -> Export:
    """Stop it; what was written so far is thrown away."""
    if export.state not in OPEN:
        raise Refused(_("This export is over already."))
    _move(export, State.CANCELLED, ended_at=stamp.at, counted=0)
    notices.withdraw("export", export.id, stamp=stamp)
    return export


def fetch(export: Export, stamp: Stamp) -> bytes:
    """The file for the one who asked, logged; only while it is kept and the list is still theirs to see."""
    wanted = SHEETS.get(export.sheet)
    blob = db.session.get(Blob, export.blob_id) if export.blob_id else None
    content = open_blob(blob) if blob else None
    if content is None:
        raise Refused(_("This file is not kept any more. Ask for it again."))
    if wanted is None or not wanted.open_to(stamp.by):
        raise Refused(_("This list cannot be exported by you."))
    fetched = ExportDownload(store_id=export.store_id, export_id=export.id)
    fetched.sign(stamp)
    db.session.add(fetched)
    db.session.flush()
    return content


def _set_going(export: Export, stamp: Stamp) -> None:
    ask(JOB, export.id, store_id=export.store_id, queue="bulk", by_id=stamp.by.id)


def _move(export: Export, state: State, **values: Any) -> None:
    """One conditional UPDATE from the state that was seen; the job's step in between is a conflict."""
    moved: Any = db.session.execute(
        update(Export)
        .where(Export.id == export.id, Export.state == export.state)
        .values(state=state, version=Export.version + 1, **values)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:
        raise Stale({})
    db.session.refresh(export)
