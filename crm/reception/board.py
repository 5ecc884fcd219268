"""The visit board: who waits, who is with whom, who drives, who has left, what nobody has finished."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Row, bindparam, func, select

from crm.customers.models import Customer
from crm.leads.models import Lead
from crm.reception.figures import CAME, FILED, FIRST_LOOK, Day, day
from crm.reception.models import Visit
from crm.reception.queries import STORE, TODAY, here_and_now
from crm.rota.models import Turn
from crm.shared.db import db
from crm.shared.stamp import Stamp
from crm.staff.models import Staff

__all__ = ["BESIDE", "PAGE", "VIEWS", "Day", "board", "day"]
BESIDE = 8  # rows beside the intake; the list of visits shows pages of 50
PAGE = 50
VIEWS = ("all", "here", "unfinished", "lapsed", "filed", "unfiled")
FIRST = 2**62  # before everything


@cache
def _board(view: str, whose: str = "") -> Any:
    last = select(func.max(Turn.id)).where(Turn.visit_id == Visit.id).correlate(Visit).scalar_subquery()
    found = (
        select(
            Visit.id, Visit.arrived_at, Visit.on_day, Visit.assigned_at, Visit.left_at, Visit.driving_at,
            Visit.completed_at, Visit.lapsed_at, Visit.version, Visit.purpose, Visit.channel, Visit.channel_detail,
            Visit.party_size, Visit.first_visit, Visit.nothing_left, Visit.description, Visit.customer_id,
            Visit.advisor_id, Customer.name, Customer.sex, Customer.phone_index, Lead.grade, Lead.visit_count,
            Staff.name.label("advisor"), Turn.id.label("turn_id"), Turn.reason_code, Turn.facts,
        )
        .outerjoin(Customer, Customer.id == Visit.customer_id)
        .outerjoin(Lead, Lead.id == Visit.lead_id)
        .outerjoin(Staff, Staff.id == Visit.advisor_id)
        .outerjoin(Turn, Turn.id == last)
        .where(Visit.store_id == STORE, Visit.id < bindparam("before", type_=BigInteger), Visit.void_at.is_(None))
        .order_by(Visit.id.desc())
        .limit(bindparam("most", type_=BigInteger))
    )  # fmt: skip
    if whose:
        found = found.where(getattr(Visit, whose) == bindparam("person", type_=BigInteger))
    if view == "unfinished":
        return found.where(Visit.completed_at.is_(None), Visit.lapsed_at.is_(None))
    if view == "lapsed":
        return found.where(Visit.lapsed_at.is_not(None))
    found = found.where(Visit.on_day == TODAY)
    more = {"here": (Visit.left_at.is_(None), CAME), "filed": (FIRST_LOOK, FILED), "unfiled": (FIRST_LOOK, ~FILED)}
    return found.where(*more.get(view, ()))


def board(
    stamp: Stamp, view: str = "all", *, before: int | None = None, most: int = PAGE, whose: str = "", person: int = 0
) -> Sequence[Row[Any]]:
    """Today's visits, newest first, or those of any day that are unfinished or lapsed; one more than asked for.

    `whose` narrows them to one person's: "by_id" recorded, "advisor_id" received.
    """
    values = {**here_and_now(stamp), "before": before or FIRST, "most": most + 1}
    if view in ("unfinished", "lapsed"):
        del values["today"]
    if whose:
        values["person"] = person
    return db.session.execute(_board(view, whose), values).all()
