"""What both files of a pair say, side by side; leads stand above this feature and are known by their table."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, func, select

from crm.customers.models import ConsentGiven, Customer
from crm.duplicates.rules.merging import Care
from crm.shared.db import Base, db
from crm.staff.models import Staff, Team

ACTIVE = ("open", "lost_pending", "ordered")


def files(store_id: int, customer_ids: tuple[int, ...]) -> dict[int, Any]:
    """Both files with their open lead and who looks after them; one statement."""
    leads = Base.metadata.tables["leads"].c
    live = and_(leads.customer_id == Customer.id, leads.stage.in_(ACTIVE))
    owner = func.coalesce(leads.owner_id, Customer.owner_id)
    rows = db.session.execute(
        select(
            Customer.id, Customer.version, Customer.kind, Customer.name, Customer.sex, Customer.phone, Customer.phone2,
            Customer.shared_phone, Customer.source, Customer.created_at, Customer.archived_at, Customer.merged_into_id,
            Customer.owner_id.label("file_owner_id"), leads.id.label("lead_id"), leads.owner_id.label("lead_owner_id"),
            leads.stage, leads.grade, leads.opened_at, owner.label("owner_id"), Staff.name.label("owner"),
            Staff.name_en.label("owner_en"), Team.name.label("team"),
        )
        .select_from(Customer)
        .outerjoin(Base.metadata.tables["leads"], live)
        .outerjoin(Staff, Staff.id == owner)
        .outerjoin(Team, Team.id == Staff.team_id)
        .where(Customer.store_id == store_id, Customer.id.in_(customer_ids))
    )  # fmt: skip
    return {row.id: row for row in rows}


def care_of(row: Any) -> Care:
    """Who looks after this file, and since when."""
    leading = 0 if row.lead_id is None else 2 if row.stage == "ordered" else 1
    return Care(row.owner_id, leading, row.opened_at or row.created_at)


def keep_and_gone(rows: dict[int, Any]) -> tuple[Any, Any]:
    """The older file stays, the newer one goes."""
    keep, gone = sorted(rows.values(), key=lambda row: (row.created_at, row.id))
    return keep, gone


def consents(customer_ids: tuple[int, ...]) -> dict[tuple[str, str], dict[int, bool]]:
    """The latest answer of each file to each question: {(purpose, channel): {file: yes or no}}."""
    found: dict[tuple[str, str], dict[int, bool]] = {}
    rows = select(ConsentGiven.customer_id, ConsentGiven.purpose, ConsentGiven.channel, ConsentGiven.given)
    mine = rows.where(ConsentGiven.customer_id.in_(customer_ids)).order_by(ConsentGiven.id)
    for row in db.session.execute(mine):
        found.setdefault((row.purpose, row.channel), {})[row.customer_id] = row.given
    return found
