"""Points as rows that are only ever added to: proposed, decided, objected to, taken back; and the daily spot checks."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm.shared.db import Base, Decided, Id, Ref, Stamped, StoreRow, append_only


class PointProposal(StoreRow, Stamped, Decided, Base):
    """So many points off (negative) are proposed for a person; `rule` is what it rests on, the reason its evidence."""

    __tablename__ = "point_proposals"
    __table_args__ = (
        UniqueConstraint("store_id", "key"),
        Index("ix_point_proposals_staff", "store_id", "staff_id", "on_day"),
        Index("ix_point_proposals_task", "task_id"),
    )
    id: Mapped[Id]
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))
    points: Mapped[int]
    rule: Mapped[str]  # "R-253"
    key: Mapped[str]  # what it is about, so that it is proposed once: "missed:<task>", "check:<check>"
    on_day: Mapped[date]  # the month it belongs to
    task_id: Mapped[Ref | None] = mapped_column(ForeignKey("tasks.id"))
    lead_id: Mapped[Ref | None] = mapped_column(ForeignKey("leads.id"))


class PointVerdict(StoreRow, Stamped, Base):
    """Somebody above the person confirmed or dropped it."""

    __tablename__ = "point_verdicts"
    __table_args__ = (UniqueConstraint("proposal_id"),)
    id: Mapped[Id]
    proposal_id: Mapped[Ref] = mapped_column(ForeignKey("point_proposals.id"))
    verdict: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


class PointObjection(StoreRow, Stamped, Base):
    """The person says why it is not right."""

    __tablename__ = "point_objections"
    __table_args__ = (UniqueConstraint("proposal_id"),)
    id: Mapped[Id]
    proposal_id: Mapped[Ref] = mapped_column(ForeignKey("point_proposals.id"))
    words: Mapped[str]


class PointAnswer(StoreRow, Stamped, Base):
    """What became of a confirmed row: taken back with a reason, or upheld against an objection (A-10)."""

    __tablename__ = "point_answers"
    __table_args__ = (
        Index("ix_point_answers_proposal", "proposal_id", "id"),
        UniqueConstraint("proposal_id", "revoked"),
    )
    id: Mapped[Id]
    proposal_id: Mapped[Ref] = mapped_column(ForeignKey("point_proposals.id"))
    revoked: Mapped[bool]
    words: Mapped[str]


class PointRound(StoreRow, Base):
    """The missed dates of this day have been looked for; a clock that slept goes on after the last one."""

    __tablename__ = "point_rounds"
    __table_args__ = (UniqueConstraint("store_id", "on_day"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    at: Mapped[datetime]
    found: Mapped[int]


class SpotRound(StoreRow, Base):
    """One office's draw of one day: the seed, how many there were, how many were drawn."""

    __tablename__ = "spot_rounds"
    __table_args__ = (UniqueConstraint("store_id", "on_day", "office"),)
    id: Mapped[Id]
    on_day: Mapped[date]
    office: Mapped[str]
    seed: Mapped[int] = mapped_column(BigInteger)
    pool: Mapped[int]
    taken: Mapped[int]
    at: Mapped[datetime]


class SpotCheck(StoreRow, Decided, Base):
    """One contact or reception that an office is to look at. What is drawn can no longer be undone: it is evidence."""

    __tablename__ = "spot_checks"
    __table_args__ = (
        Index("ix_spot_checks_day", "store_id", "on_day", "office"),
        UniqueConstraint("call_id", "office"),
        UniqueConstraint("visit_id", "office"),
    )
    id: Mapped[Id]
    on_day: Mapped[date]
    office: Mapped[str]
    kind: Mapped[str]
    call_id: Mapped[Ref | None] = mapped_column(ForeignKey("calls.id"))
    visit_id: Mapped[Ref | None] = mapped_column(ForeignKey("visits.id"))
    staff_id: Mapped[Ref] = mapped_column(ForeignKey("staff.id"))


class SpotMark(StoreRow, Stamped, Base):
    """Kept or not kept, said by who looked."""

    __tablename__ = "spot_marks"
    __table_args__ = (UniqueConstraint("check_id"),)
    id: Mapped[Id]
    check_id: Mapped[Ref] = mapped_column(ForeignKey("spot_checks.id"))
    mark: Mapped[str]
    note: Mapped[str] = mapped_column(default="")


for _table in (
    "point_proposals", "point_verdicts", "point_objections", "point_answers", "point_rounds", "spot_rounds",
    "spot_checks", "spot_marks",
):  # fmt: skip
    append_only(_table)
