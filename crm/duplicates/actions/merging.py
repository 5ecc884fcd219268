"""Two files of one person become one: the older stays, everything comes to it, and 30 days long it can be undone."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from crm.customers.actions import rewrite_search_terms
from crm.customers.models import ConsentGiven, Customer
from crm.customers.queries import portrait
from crm.duplicates.actions.moving import files_of, move
from crm.duplicates.actions.values import keep_facts, take_values
from crm.duplicates.models import Merge, PairVerdict, SuspectedPair
from crm.duplicates.parts import Merging, parts
from crm.duplicates.queries import sides
from crm.duplicates.queries.pointing import pointing_at
from crm.duplicates.rules import merging as rules
from crm.notices.actions import tell
from crm.shared import journal, settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _
from crm.staff.models import Staff
from crm.staff.rules import Right

Choices = Mapping[str, str]  # field → "keep" or "gone"; what is not named follows the rules' proposal
BY_MERGE = "merge"  # the text version of a consent that no customer was asked


def merge(
    a_id: int, b_id: int, *, choices: Choices | None = None, why: str = "", versions: Mapping[int, int] | None = None,
    pair: SuspectedPair | None = None, reason: Reason | None = None, stamp: Stamp,
) -> Merge:  # fmt: skip
    """Make one file of two. `versions` are those that the person has seen; `why` is asked for when an owner changes."""
    locked = files_of((a_id, b_id))
    _check_files(locked, versions, stamp)
    rows = sides.files(stamp.store_id, (a_id, b_id))
    first, second = sides.keep_and_gone(rows)
    keep, gone = locked[first.id], locked[second.id]
    cares = {"keep": sides.care_of(first), "gone": sides.care_of(second)}
    chosen = dict(choices or {})
    side = _check_owner(cares, chosen.pop("owner", ""), why, stamp)
    found = pointing_at(gone.id)
    told = {one: portrait(one).facts for one in (keep.id, gone.id)}
    consents = sides.consents((keep.id, gone.id))
    owner_id = cares[side].owner_id
    with journal.batch("merge", stamp, days=settings.of(stamp.store_id)[rules.APART_DAYS]) as batch:
        merging = Merging(keep, gone, owner_id, why.strip(), batch, stamp)
        batch.before(gone, keep)  # undone the other way round: the kept file gives the number back first
        gone.archived_at, gone.merged_into_id = stamp.at, keep.id
        db.session.flush()  # its number and its code are free now
        for part in parts:
            part(merging)
        move(merging, found)
        take_values(merging, chosen)
        keep_facts(merging, told, chosen)
        close_consents(merging, consents)
    moved = {name: one.rows for name, one in found.items() if one.rows}
    marks = {name: one.last for name, one in pointing_at(gone.id).items()}
    row = _write(keep, gone, pair, reason or Reason("merges.by_hand"), stamp, batch_id=batch.id)
    row.moved, row.marks, row.why = moved, marks, why.strip()
    _tell_owner(row, cares, side, stamp)
    for one in (gone, keep):
        rewrite_search_terms(one)
    raise_topic(stamp.store_id, "duplicates")
    return row


def _check_files(locked: dict[int, Customer], versions: Mapping[int, int] | None, stamp: Stamp) -> None:
    if len(locked) != 2 or any(one.store_id != stamp.store_id for one in locked.values()):
        raise Refused(_("Two files of this store are needed."))
    if any(one.archived_at for one in locked.values()):
        raise Refused(_("One of the two files has been put away or merged meanwhile."))
    if len({one.kind for one in locked.values()}) > 1:
        raise Refused(_("A company and a person stay two files."))
    changed = [one for one in locked.values() if versions and versions.get(one.id, one.version) != one.version]
    if changed:
        raise Stale({"name": " / ".join(one.name for one in changed)})


def _check_owner(cares: dict[str, rules.Care], wanted: str, why: str, stamp: Stamp) -> str:
    """Whose customer it is from now on (T7): only a manager decides against the rule, and a loss has a reason."""
    first = rules.first_owner(cares["keep"], cares["gone"])
    side = wanted or first
    if rules.owners_differ(cares["keep"], cares["gone"]):
        if side != first and not stamp.by.can(Right.ASSIGN):
            raise Refused(_("Another owner than the first one is a manager's decision."), "owner")
        if not why.strip() and stamp.by.id is not None:
            raise Refused(_("Two people look after this customer. Say in one line why it is one."), "why")
    return side if cares[side].owner_id else first


def close_consents(merging: Merging, answers: Mapping[tuple[str, str], Mapping[int, bool]]) -> None:
    """Consent never gets wider: where the files differ, the kept one gets a line with the stricter answer."""
    keep, gone = merging.both
    lines = [
        {
            "customer_id": keep, "purpose": purpose, "channel": channel, "given": False, "text_version": BY_MERGE,
            "by_id": merging.stamp.by.id, "at": merging.stamp.at,
        }
        for (purpose, channel), said in answers.items()
        if rules.closing(said.get(keep), said.get(gone))
    ]  # fmt: skip
    merging.batch.insert(ConsentGiven, lines)


def _write(
    keep: Customer, gone: Customer, pair: SuspectedPair | None, reason: Reason, stamp: Stamp, *, batch_id: int
) -> Merge:
    row = Merge(
        store_id=stamp.store_id, keep_id=keep.id, gone_id=gone.id, pair_id=pair.id if pair else None, batch_id=batch_id
    )
    row.sign(stamp)
    row.decide(reason, rules.RULE_VERSION)
    db.session.add(row)
    if pair is not None:
        pair.state = rules.State.MERGED
        verdict = PairVerdict(store_id=stamp.store_id, pair_id=pair.id, verdict=pair.state, digest=pair.digest)
        verdict.sign(stamp)
        db.session.add(verdict)
    return row


def _tell_owner(row: Merge, cares: dict[str, rules.Care], side: str, stamp: Stamp) -> None:
    """Who looked after the customer until now hears of it, and who does from now on (T7)."""
    if not rules.owners_differ(cares["keep"], cares["gone"]):
        db.session.flush()
        return
    other = rules.GONE if side == rules.KEEP else rules.KEEP
    row.lost_owner_id = cares[other].owner_id
    db.session.flush()
    name = db.session.scalar(select(Staff.name).where(Staff.id == cares[side].owner_id)) or "?"
    assert row.lost_owner_id is not None
    tell(row.lost_owner_id, "merged", row.id, reason=Reason("merges.owner_lost", {"owner": name}), stamp=stamp)
