"""The customers as files: the list as it stands, and what lies in the archive; numbers masked (F-84)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select

from crm.customers import queries
from crm.customers.models import Customer
from crm.customers.naming import called, channel
from crm.customers.rules import BRING_BACK_DAYS, KIND_NAMES, Kind, mask_phone
from crm.shared import settings
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

COLUMNS = (
    Column(N_("Customer"), called),
    Column(N_("Kind"), "kind", words=KIND_NAMES),
    Column(N_("Phone"), "phone", mask=mask_phone),
    Column(N_("Credit code"), "credit_code"),
    Column(N_("Source"), lambda row: channel(row.source)),
    Column(N_("Looked after by"), "owner"),
    Column(N_("Grade"), "grade"),
    Column(N_("Interested in"), "interest"),
    Column(N_("Visits"), "visit_count", Cell.COUNT),
    Column(N_("Last visit"), "last_visit_on", Cell.DAY),
    Column(N_("Last contact"), "last_contact_at", Cell.MOMENT),
    Column(N_("Next contact"), "next_on", Cell.DAY),
    Column(N_("On file since"), "created_at", Cell.MOMENT),
)


def _found(stamp: Stamp, *holds: Any) -> Select[Any]:
    mine = (Customer.store_id == stamp.store_id, queries.visible_to(stamp.by))
    found: Select[Any] = queries.cards().where(*mine, *holds)
    return found.order_by(Customer.id.desc())


@sheet(
    "customers.customers", N_("Customers"), COLUMNS, rights=(Right.CUSTOMERS, Right.OWN_CUSTOMERS),
    on=("customers.index",), filters=("kind",),
)  # fmt: skip
def customers(stamp: Stamp, filters: Filters) -> Select[Any]:
    companies = (Customer.kind == Kind.COMPANY,) if filters.get("kind") == Kind.COMPANY else ()
    return _found(stamp, Customer.archived_at.is_(None), *companies)


@sheet(
    "customers.archived", N_("Archived customers"), (*COLUMNS, Column(N_("Archived"), "archived_at", Cell.MOMENT)),
    rights=(Right.EDIT_CUSTOMERS,), on=("customers.archived",),
)  # fmt: skip
def archived(stamp: Stamp, filters: Filters) -> Select[Any]:
    since = queries.archived_since(stamp.at, settings.of(stamp.store_id)[BRING_BACK_DAYS])
    return _found(stamp, Customer.archived_at >= since, Customer.merged_into_id.is_(None))
