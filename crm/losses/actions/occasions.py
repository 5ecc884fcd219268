"""A price came down, a new model is here: lost customers are woken, many at once, and can be put back for 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import String, cast, select, update

from crm.leads.actions.owners import MAKE_QUEUE, settle_owners
from crm.leads.actions.reopening import wake
from crm.leads.models import AgendaItem, Lead, Reopening
from crm.leads.rules.agenda import AgendaKind
from crm.losses.models import Occasion
from crm.losses.queries import concerned, occasions
from crm.losses.queries.concerned import Whom
from crm.losses.rules.occasions import AHEAD_DAYS, AT_ONCE, RULE_VERSION, Kind, why, wrong_day, wrong_prices
from crm.shared import journal, settings
from crm.shared.db import db
from crm.shared.filters import money
from crm.shared.forms import Refused, expect_version
from crm.shared.queue import ask
from crm.shared.stamp import Stamp
from crm.shared.words import _

WAKE = "jobs.losses.wake_due"


def enter_occasion(
    *, kind: Kind, model: str, interests: Sequence[str], branches: Sequence[str], from_on: date,
    old_price: int | None = None, new_price: int | None = None, only_covered: bool = False, note: str = "",
    seen: int | None = None, stamp: Stamp,
) -> Occasion:  # fmt: skip
    """Marketing enters it; today's wakes at once those whom the preview has shown, a later one on its morning."""
    if wrong := wrong_prices(kind, old_price, new_price):
        raise Refused(_(wrong[1]), wrong[0])
    if sentence := wrong_day(from_on, stamp.today, settings.of(stamp.store_id)[AHEAD_DAYS]):
        raise Refused(_(sentence), "from_on")
    if not interests:
        raise Refused(_("Choose at least one of the cars that were asked for."), "model")
    priced = kind is Kind.PRICE
    occasion = Occasion(
        store_id=stamp.store_id, kind=kind.value, model=model, old_price_fen=old_price if priced else None,
        new_price_fen=new_price if priced else None, interests=list(interests), branches=list(branches),
        only_covered=priced and only_covered, note=note, from_on=from_on,
    )  # fmt: skip
    occasion.sign(stamp)
    db.session.add(occasion)
    db.session.flush()
    if from_on > stamp.today:
        return occasion
    now = concerned.meant(whom_of(occasion), stamp).wakes
    if now != seen:
        raise Refused(_("By now it concerns %(n)s customers. Look at the list again, then wake them.", n=now))
    if now > AT_ONCE:
        ask(WAKE, store_id=stamp.store_id, queue="bulk")
    else:
        run(occasion, stamp)
    return occasion


def whom_of(occasion: Occasion) -> Whom:
    """Whom it is meant for."""
    drop = (occasion.old_price_fen or 0) - (occasion.new_price_fen or 0) if occasion.only_covered else None
    return Whom(occasion.interests, occasion.branches, drop)


def run(occasion: Occasion, stamp: Stamp) -> int:
    """Wake them, once: a second run finds it done. The number of leads."""
    mine = update(Occasion).where(Occasion.id == occasion.id, Occasion.ran_at.is_(None), Occasion.ended_at.is_(None))
    begun = db.session.execute(mine.values(ran_at=stamp.at, version=Occasion.version + 1))
    if begun.rowcount != 1:  # type: ignore[attr-defined]
        return 0
    reason = why(
        Kind(occasion.kind), occasion.model, money(occasion.old_price_fen), money(occasion.new_price_fen),
        occasion.note,
    )  # fmt: skip
    with journal.batch("occasion", stamp) as batch:
        woken = wake(
            concerned.concerned(whom_of(occasion), stamp), reason, RULE_VERSION, stamp, occasion_id=occasion.id,
            by=batch,
        )  # fmt: skip
    db.session.execute(update(Occasion).where(Occasion.id == occasion.id).values(woken=woken, batch_id=batch.id))
    db.session.refresh(occasion)
    ask(MAKE_QUEUE, store_id=stamp.store_id)
    return woken


def wake_due(stamp: Stamp) -> int:
    """Every occasion whose day has come; the number of leads."""
    return sum(run(one, stamp) for one in occasions.due(stamp))


def take_back(occasion: Occasion, *, version: int | None = None, stamp: Stamp) -> tuple[int, int]:
    """Put back to sleep whom it woke, but for those who are being worked on; or cancel it before its day.

    Returns how many sleep again and how many stay.
    """
    expect_version(occasion, version)
    if occasion.ended_at is not None:
        raise Refused(_("This has been taken back already."))
    stay = occasions.built_on(occasion) if occasion.batch_id else []
    back = select(Reopening.lead_id).where(Reopening.occasion_id == occasion.id)
    woken = list(db.session.scalars(back))
    occasion.ended_at, occasion.ended_by_id = stamp.at, stamp.by.id
    if occasion.batch_id is not None:
        journal.undo(occasion.batch_id, stamp, leave=True, spare=_spared(occasion, stay))
        settle_owners(stamp, Lead.id.in_(woken))
        ask(MAKE_QUEUE, store_id=stamp.store_id)
    return len(woken) - len(stay), len(stay)


def _spared(occasion: Occasion, lead_ids: Sequence[int]) -> dict[str, set[str]]:
    """Everything that the run wrote about these leads."""
    mine = select(Reopening.id).where(Reopening.occasion_id == occasion.id, Reopening.lead_id.in_(lead_ids))
    lines = select(cast(AgendaItem.id, String)).where(
        AgendaItem.kind == AgendaKind.WOKEN.value, AgendaItem.ref_id.in_(mine)
    )
    return {
        "leads": {str(one) for one in lead_ids},
        "reopenings": {str(one) for one in db.session.scalars(mine)},
        "agenda_items": set(db.session.scalars(lines)),
    }
