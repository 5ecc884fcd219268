"""Which lost customers an occasion concerns: the same conditions for the preview, its count, and the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from crm.customers.models import ConsentGiven, Customer
from crm.leads.actions.reopening import busy
from crm.leads.models import Lead, LostSale, Reopening
from crm.leads.rules import Stage
from crm.losses.rules.occasions import NEVER, plain, reasons_of
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

PAGE, MODELS_MOST = 50, 60
Clause = ColumnElement[bool]
STOPPABLE = (("enquiry", "phone"), ("marketing", "sms"))  # who said no to one of them is left in peace (F-61)


@dataclass(frozen=True)
class Whom:
    """Whom an occasion is meant for: cars as they were asked for, branches of reasons, and the price that came down."""

    interests: Sequence[str]
    branches: Sequence[str]
    drop_fen: int | None = None  # only gaps that it makes up for; None: whatever the gap


class Meant(NamedTuple):
    """How many it concerns, and who is left out of those who asked for such a car."""

    wakes: int
    other_reason: int
    gap_too_wide: int
    left_alone: int
    without_advisor: int


def models_asked_for(store_id: int, model: str) -> Sequence[Any]:
    """The cars that lost customers asked for and whose name holds this one: (interest, how many), most first.

    An empty name is in every one.
    """
    bare = func.lower(func.replace(Lead.interest, " ", ""))
    found = select(Lead.interest, func.count().label("n")).where(
        Lead.store_id == store_id, Lead.stage == Stage.LOST, bare.contains(plain(model), autoescape=True)
    )
    return db.session.execute(
        found.group_by(Lead.interest).order_by(func.count().desc(), Lead.interest).limit(MODELS_MOST)
    ).all()


def _asked(whom: Whom, stamp: Stamp) -> list[Clause]:
    """They asked for such a car and were lost; a lead counts with its last application."""
    later = aliased(LostSale)
    last = select(func.max(later.id)).where(later.lead_id == Lead.id).correlate(Lead).scalar_subquery()
    here = [Lead.store_id == stamp.store_id, Lead.stage == Stage.LOST, Lead.interest.in_(whom.interests)]
    return [*here, LostSale.id == last]


def _tests(whom: Whom, stamp: Stamp) -> tuple[Clause, Clause, Clause]:
    """Three reasons to leave somebody out: another reason, too wide a gap, wants peace or is looked after already."""
    reason = LostSale.reason.not_in([one.value for one in reasons_of(whom.branches)])
    gap: Clause = LostSale.id.is_(None)
    if whom.drop_fen is not None:
        gap = or_(LostSale.price_gap_fen.is_(None), LostSale.price_gap_fen < -whom.drop_fen)
    bought, said = aliased(Lead), aliased(ConsentGiven)
    since = select(bought.id).where(
        bought.customer_id == Lead.customer_id, bought.stage == Stage.DELIVERED, bought.id > Lead.id
    )
    latest = select(func.max(said.id)).where(said.customer_id == Lead.customer_id).correlate(Lead)
    refused = [
        select(ConsentGiven.id).where(
            ConsentGiven.id == latest.where(said.purpose == purpose, said.channel == channel).scalar_subquery(),
            not_(ConsentGiven.given),
        )
        for purpose, channel in STOPPABLE
    ]  # fmt: skip
    today = select(Reopening.id).where(Reopening.lead_id == Lead.id, Reopening.on_day == stamp.today)
    alone = or_(
        LostSale.reason.in_([one.value for one in NEVER]), Customer.archived_at.is_not(None), busy(), since.exists(),
        today.exists(), *(one.exists() for one in refused),
    )  # fmt: skip
    return reason, gap, alone


def _joined(found: Any) -> Any:
    return found.join(LostSale, LostSale.lead_id == Lead.id).join(Customer, Customer.id == Lead.customer_id)


def concerned(whom: Whom, stamp: Stamp) -> Select[Any]:
    """The leads it wakes: one for each customer, the latest.

    The tests stand in the selected column: as conditions PostgreSQL makes joins of them, and takes seconds for it.
    """
    wakes = and_(*(not_(one) for one in _tests(whom, stamp)))
    latest = func.max(case((wakes, Lead.id)))
    found = _joined(select(latest).select_from(Lead)).where(*_asked(whom, stamp))
    grouped: Select[Any] = found.group_by(Lead.customer_id).having(latest.is_not(None))
    return grouped


def meant(whom: Whom, stamp: Stamp) -> Meant:
    """The figures of the preview, in one statement."""
    reason, gap, alone = _tests(whom, stamp)
    wakes = and_(not_(reason), not_(gap), not_(alone))
    here = select(Staff.id).where(Staff.store_id == stamp.store_id, Staff.disabled_at.is_(None))
    unowned = or_(Lead.owner_id.is_(None), Lead.owner_id.not_in(here))
    counted: Any = select(
        func.count(func.distinct(case((wakes, Lead.customer_id)))),
        func.count(case((and_(not_(alone), reason), 1))),
        func.count(case((and_(not_(alone), not_(reason), gap), 1))),
        func.count(case((alone, 1))),
        func.count(func.distinct(case((and_(wakes, unowned), Lead.customer_id)))),
    )  # fmt: skip
    found: Any = db.session.execute(_joined(counted.select_from(Lead)).where(*_asked(whom, stamp))).one()
    return Meant(*found)


def shown(whom: Whom, stamp: Stamp, *, after: int | None = None) -> Sequence[Any]:
    """Whom it wakes, by key; one more than a page."""
    later = aliased(LostSale)
    last = select(func.max(later.id)).where(later.lead_id == Lead.id).correlate(Lead).scalar_subquery()
    found = (
        select(
            Lead.id, Lead.interest, Lead.grade, Customer.name, Customer.sex, Customer.kind, LostSale.reason,
            LostSale.price_gap_fen, LostSale.at, LostSale.would_have_won, Staff.name.label("advisor"),
            Staff.name_en.label("advisor_en"), Staff.disabled_at.label("left"),
        )
        .select_from(Lead)
        .join(LostSale, and_(LostSale.lead_id == Lead.id, LostSale.id == last))
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == Lead.owner_id)
        .where(Lead.id.in_(concerned(whom, stamp)))
    )  # fmt: skip
    if after is not None:
        found = found.where(Lead.id > after)
    return db.session.execute(found.order_by(Lead.id).limit(PAGE + 1)).all()
