"""The store's doors: found by their token or the address of their form, listed with the day's figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, case, func, select

from crm.enquiries.models import ConsentText, Enquiry, NoIntention, Source, SourceToken
from crm.enquiries.rules import Closed
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.actions import token_hash
from crm.staff.models import Staff, Store

_zoned = select(Source, Store.zone).join(Store, Store.id == Source.store_id)


def source_of_token(token: str) -> tuple[Source, str] | None:
    """The source that this secret belongs to, and its store's zone; None for an unknown, revoked or closed one."""
    live = SourceToken.token_hash == token_hash(token), SourceToken.revoked_at.is_(None), Source.closed_at.is_(None)
    found = db.session.execute(_zoned.join(SourceToken, SourceToken.source_id == Source.id).where(*live)).first()
    return (found[0], found[1]) if found else None


def form_of(code: str) -> Row[Any] | None:
    """The source, the store and the words of a public form; None unless it is open."""
    shown: Any = select(Source, Store.zone, Store.name.label("store"), Store.name_en.label("store_en"), Store.phone)
    return db.session.execute(
        shown.join(Store, Store.id == Source.store_id).where(
            Source.code == code, Source.form_open, Source.closed_at.is_(None)
        )
    ).first()


def store_of(code: str) -> Row[Any] | None:
    """The store behind a form's address, also when the form itself is not open."""
    names: Any = select(Store.name.label("store"), Store.name_en.label("store_en"), Store.phone, Source.code)
    return db.session.execute(names.join(Source, Source.store_id == Store.id).where(Source.code == code)).first()


def source_for(person: Person, source_id: int) -> Source | None:
    return db.session.scalar(select(Source).where(Source.id == source_id, Source.store_id == person.store_id))


def by_key(source_id: int, key: str) -> Enquiry | None:
    """The enquiry that came with this key before."""
    return db.session.scalar(select(Enquiry).where(Enquiry.source_id == source_id, Enquiry.key == key))


# ---- the words of consent
def texts(source_id: int) -> Sequence[ConsentText]:
    """Every version, the newest first."""
    mine = select(ConsentText).where(ConsentText.source_id == source_id)
    return db.session.scalars(mine.order_by(ConsentText.id.desc()).limit(20)).all()


def latest_text(source_id: int) -> ConsentText | None:
    mine = ConsentText.source_id == source_id, ConsentText.retired_at.is_(None)
    return db.session.scalar(select(ConsentText).where(*mine).order_by(ConsentText.id.desc()).limit(1))


def text_versions(source_id: int) -> Sequence[str]:
    """The versions that this source may name."""
    mine = ConsentText.source_id == source_id, ConsentText.retired_at.is_(None)
    return db.session.scalars(select(ConsentText.version).where(*mine)).all()


def tokens(source_id: int) -> Sequence[Row[Any]]:
    """Every secret that the source has had, the newest first: who made it, who took it back."""
    taker = select(Staff.name).where(Staff.id == SourceToken.revoked_by_id).correlate(SourceToken).scalar_subquery()
    found = (
        select(
            SourceToken.ends_with, SourceToken.at, SourceToken.revoked_at, Staff.name.label("by_name"),
            taker.label("revoked_by"),
        )
        .outerjoin(Staff, Staff.id == SourceToken.by_id)
        .where(SourceToken.source_id == source_id)
    )  # fmt: skip
    return db.session.execute(found.order_by(SourceToken.id.desc()).limit(20)).all()


# ---- the figures
def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_answered = Enquiry.closed_how.in_((Closed.ANSWERED.value, Closed.CAME.value))
_FIGURES = (
    func.count(Enquiry.id).label("came"),
    _count(and_(_answered, Enquiry.closed_at <= Enquiry.due_at)).label("in_time"),
    _count(and_(_answered, Enquiry.closed_at > Enquiry.due_at)).label("late"),
    _count(Enquiry.closed_how == Closed.NO_INTENTION.value).label("no_intention"),
    _count(and_(Enquiry.id.is_not(None), Enquiry.closed_at.is_(None))).label("waiting"),
    _count(Enquiry.opened_lead.is_(True)).label("new_leads"),
)


def overview(store_id: int, today: date) -> Sequence[Row[Any]]:
    """Every source with today's figures and whether it has a token; one statement."""
    today_only = and_(Enquiry.source_id == Source.id, Enquiry.store_id == store_id, Enquiry.on_day == today)
    live = select(SourceToken.ends_with).where(SourceToken.source_id == Source.id, SourceToken.revoked_at.is_(None))
    shown = (
        Source.id, Source.name, Source.kind, Source.channel, Source.channel_detail, Source.answer_minutes,
        Source.in_hours, Source.routing, Source.form_open, Source.closed_at, Source.code,
    )  # fmt: skip
    found: Any = select(*shown, live.correlate(Source).scalar_subquery().label("token"), *_FIGURES)
    return db.session.execute(
        found.outerjoin(Enquiry, today_only)
        .where(Source.store_id == store_id)
        .group_by(*shown)
        .order_by(Source.closed_at.is_not(None), Source.id)
    ).all()


class Figures(NamedTuple):
    """What came through a door and what became of it."""

    came: int = 0
    in_time: int = 0
    late: int = 0
    no_intention: int = 0
    waiting: int = 0
    new_leads: int = 0

    def plus(self, other: Figures) -> Figures:
        return Figures(*(mine + more for mine, more in zip(self, other, strict=True)))


def figures(source: Source, today: date, days: int) -> tuple[Figures, Figures, Sequence[Row[Any]]]:
    """One source's figures of today and of its last `days`, and its enquiries without intention by reason (F-13)."""
    since = today - timedelta(days=days - 1)
    mine = Enquiry.store_id == source.store_id, Enquiry.on_day >= since, Enquiry.source_id == source.id
    fresh = case((Enquiry.on_day == today, 1), else_=0)
    rows = db.session.execute(select(fresh, *_FIGURES).where(*mine).group_by(fresh))
    found = {row[0]: Figures(*row[1:]) for row in rows}
    reasons: Any = (
        select(NoIntention.reason, func.count().label("n"))
        .join(Enquiry, Enquiry.id == NoIntention.enquiry_id)
        .where(*mine)
        .group_by(NoIntention.reason)
        .order_by(func.count().desc(), NoIntention.reason)
    )
    now = found.get(1, Figures())
    return now, now.plus(found.get(0, Figures())), db.session.execute(reasons).all()
