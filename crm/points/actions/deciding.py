"""A person decides: confirm or drop, object, uphold or take back. Each is a row, and none is ever rewritten (A-10)."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select

from crm.points.models import PointAnswer, PointObjection, PointProposal, PointVerdict
from crm.points.queries.people import ranks
from crm.points.rules.ledger import Verdict, why_not_decide
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff

Row = TypeVar("Row", PointVerdict, PointObjection, PointAnswer)


def decide(proposal: PointProposal, *, verdict: Verdict, note: str = "", stamp: Stamp) -> PointVerdict:
    """Confirm it, so that it counts, or drop it with a reason."""
    _check_height(proposal, stamp)
    decided = _verdict(proposal.id)
    if decided is not None:
        who = db.session.scalar(select(Staff.name).where(Staff.id == decided.by_id)) or "?"
        raise Refused(_("%(name)s has decided already.", name=who))
    if verdict is Verdict.DROPPED and not note.strip():
        raise Refused(_("Say in one line why."), "note")
    row = PointVerdict(store_id=proposal.store_id, proposal_id=proposal.id, verdict=verdict, note=note.strip())
    return _written(row, stamp)


def object_to(proposal: PointProposal, *, words: str, stamp: Stamp) -> PointObjection:
    """The person concerned says why it is not right; once for each row."""
    if proposal.staff_id != stamp.by.id:
        raise Refused(_("Only the person concerned can object."))
    verdict = _verdict(proposal.id)
    if verdict is not None and verdict.verdict == Verdict.DROPPED:
        raise Refused(_("It was dropped; there is nothing to object to."))
    if db.session.scalar(select(PointObjection.id).where(PointObjection.proposal_id == proposal.id)) is not None:
        raise Refused(_("You have objected already."))
    return _written(PointObjection(store_id=proposal.store_id, proposal_id=proposal.id, words=words.strip()), stamp)


def answer_objection(proposal: PointProposal, *, words: str, stamp: Stamp) -> PointAnswer:
    """It stands, with words to the person."""
    return _answer(proposal, words, stamp, revoked=False)


def revoke(proposal: PointProposal, *, words: str, stamp: Stamp) -> PointAnswer:
    """A confirmed row no longer counts; it stays in the ledger with the reason (A-10)."""
    return _answer(proposal, words, stamp, revoked=True)


def _answer(proposal: PointProposal, words: str, stamp: Stamp, *, revoked: bool) -> PointAnswer:
    _check_height(proposal, stamp)
    verdict = _verdict(proposal.id)
    if verdict is None or verdict.verdict != Verdict.CONFIRMED:
        raise Refused(_("Only what counts can be taken back."))
    gone = select(PointAnswer.revoked).where(PointAnswer.proposal_id == proposal.id)
    said = set(db.session.scalars(gone))
    if True in said or revoked in said:
        raise Refused(_("This is answered already."))
    row = PointAnswer(store_id=proposal.store_id, proposal_id=proposal.id, revoked=revoked, words=words.strip())
    return _written(row, stamp)


def _verdict(proposal_id: int) -> PointVerdict | None:
    return db.session.scalar(select(PointVerdict).where(PointVerdict.proposal_id == proposal_id))


def _check_height(proposal: PointProposal, stamp: Stamp) -> None:
    heights = ranks(stamp.store_id)
    me, them = stamp.by.id or 0, proposal.staff_id
    wrong = why_not_decide(me, them, (heights.get(me, 0), heights.get(them, 0)))
    if wrong:
        raise Refused(_(wrong))


def _written(row: Row, stamp: Stamp) -> Row:
    row.sign(stamp)
    db.session.add(row)
    return row
