"""A merge that was a mistake is taken back: both files, their owners, and everything that pointed at them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from crm.customers.actions import rewrite_search_terms
from crm.customers.models import Customer
from crm.duplicates.models import Merge, PairVerdict, SuspectedPair
from crm.duplicates.parts import afters, spares
from crm.duplicates.rules.merging import State
from crm.duplicates.wording import changed_rows
from crm.notices.actions import withdraw
from crm.shared import journal
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _


def take_apart(merge: Merge, *, leave: bool = False, stamp: Stamp) -> list[journal.Left]:
    """Undo a merge. What has come to the kept file since stays there; with `leave` also what was changed since."""
    db.session.refresh(merge, with_for_update=True)
    if merge.apart_at:
        raise Refused(_("These files have been taken apart already."))
    keep = db.session.get_one(Customer, merge.keep_id, with_for_update=True)
    if keep.merged_into_id:
        raise Refused(_("The kept file was merged into another one since. Take that merge apart first."))
    later = select(Merge.id).where(Merge.keep_id == keep.id, Merge.apart_at.is_(None), Merge.id > merge.id)
    if db.session.scalar(later.limit(1)):
        raise Refused(_("Another file was merged into this one later. Take that merge apart first."))
    try:
        spared = {table: keys for spare in spares for table, keys in spare(merge.batch_id).items()}
        left = journal.undo(merge.batch_id, stamp, leave=leave, spare=spared)
    except journal.Changed as changed:
        raise Refused(_said(changed.rows)) from None
    for after in afters:
        after((merge.keep_id, merge.gone_id), stamp)
    merge.apart_at, merge.apart_by_id = stamp.at, stamp.by.id
    for one in db.session.scalars(select(Customer).where(Customer.id.in_((merge.keep_id, merge.gone_id)))):
        rewrite_search_terms(one)
    _remember(merge, stamp)
    withdraw("merged", merge.id, stamp=stamp)
    raise_topic(stamp.store_id, "duplicates")
    return left


def _said(rows: Iterable[journal.Left]) -> str:
    return _(
        "Since the merge somebody has changed: %(what)s. Look at it first; "
        "or tick the box below, and what was changed since stays as it is now.",
        what=changed_rows(rows),
    )


def _remember(merge: Merge, stamp: Stamp) -> None:
    """Who takes two files apart has said that they are not the same person; nobody suggests it again."""
    pair = db.session.get(SuspectedPair, merge.pair_id) if merge.pair_id else None
    if pair is None:
        return
    pair.state = State.NOT_SAME
    verdict = PairVerdict(store_id=merge.store_id, pair_id=pair.id, verdict=pair.state, digest=pair.digest)
    verdict.sign(stamp)
    db.session.add(verdict)
