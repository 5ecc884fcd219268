"""What customers said after driving, newest first, and what a month comes to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select

from crm.customers.models import Customer
from crm.customers.timeline import entries, timeline_part
from crm.drives.models import DrivePaper
from crm.leads.models import Lead, TestDrive
from crm.leads.queries import leads_for
from crm.shared.db import db
from crm.shared.stamp import Person
from crm.staff.models import Staff

PAGE = 50


def told(person: Person, after: tuple[date, int] | None = None) -> Sequence[Any]:
    """Drives and rides of the leads that this person sees, one more than a page."""
    found = (
        select(
            TestDrive.id, TestDrive.lead_id, TestDrive.driven_on, TestDrive.model, TestDrive.kind, TestDrive.verdict,
            TestDrive.wish, TestDrive.liked, TestDrive.doubts, TestDrive.booking_id, DrivePaper.id.label("paper_id"),
            Customer.name, Customer.sex, Lead.grade, Staff.name.label("advisor"), Staff.name_en.label("advisor_en"),
        )
        .join(Lead, Lead.id == TestDrive.lead_id)
        .join(Customer, Customer.id == Lead.customer_id)
        .outerjoin(Staff, Staff.id == TestDrive.by_id)
        .outerjoin(DrivePaper, and_(DrivePaper.booking_id == TestDrive.booking_id, DrivePaper.void_at.is_(None)))
        .where(TestDrive.store_id == person.store_id, leads_for(person))
    )  # fmt: skip
    if after:
        day, number = after
        found = found.where(or_(TestDrive.driven_on < day, and_(TestDrive.driven_on == day, TestDrive.id < number)))
    return db.session.execute(found.order_by(TestDrive.driven_on.desc(), TestDrive.id.desc()).limit(PAGE + 1)).all()


def month(person: Person, since: date) -> Any:
    """drives, rides, wants (an order or a quotation next), worse, unasked since a day; of the leads of this person."""

    def count(which: Any) -> Any:
        return func.coalesce(func.sum(case((which, 1), else_=0)), 0)

    return db.session.execute(
        select(
            count(TestDrive.kind == "drive").label("drives"),
            count(TestDrive.kind == "ride").label("rides"),
            count(TestDrive.wish.in_(("order", "quote"))).label("wants"),
            count(TestDrive.verdict == "worse").label("worse"),
            count(TestDrive.verdict.is_(None)).label("unasked"),
        )
        .join(Lead, Lead.id == TestDrive.lead_id)
        .where(TestDrive.store_id == person.store_id, TestDrive.driven_on >= since, leads_for(person))
    ).one()


@timeline_part("test_drive", "drives/_entry.html")
def _test_drives(customer: Any) -> Select[Any]:
    """code: drive or ride, how it was and what they want next, in one word for each; text: the model."""
    told = [TestDrive.kind, func.coalesce(TestDrive.verdict, ""), func.coalesce(TestDrive.wish, "")]
    part = entries(
        TestDrive, at=TestDrive.at, ref=TestDrive.id, by=TestDrive.by_id, text=TestDrive.model, more=TestDrive.liked,
        also=TestDrive.doubts, code=told[0] + "/" + told[1] + "/" + told[2],
    )  # fmt: skip
    return part.join(Lead, Lead.id == TestDrive.lead_id).where(Lead.customer_id == customer)
