"""Scripts and policies as files."""

from __future__ import annotations

from typing import Any

from crm.leads.rules.topics import TOPIC_NAMES
from crm.scripts import queries
from crm.scripts.rules import ANY
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_
from crm.staff.rules import Right

WRITERS = (Right.CAMPAIGNS, Right.SETTINGS)


@sheet(
    "scripts.policies", N_("Policies"),
    (
        Column(N_("Model"), lambda row: row.Policy.model),
        Column(N_("Policy"), lambda row: row.Policy.text),
        Column(N_("From"), lambda row: row.Policy.from_on, Cell.DAY),
        Column(N_("Until"), lambda row: row.Policy.until_on, Cell.DAY),
        Column(N_("Ended"), lambda row: row.Policy.ended_at, Cell.MOMENT),
        Column(N_("By"), "name"),
    ),
    rights=WRITERS, on=("scripts.index",), persons=False, order=60,
)  # fmt: skip
def policies(stamp: Stamp, filters: Filters) -> Any:
    return queries.policies(stamp.store_id, stamp.today)


@sheet(
    "scripts.scripts", N_("Scripts"),
    (
        Column(N_("Topic"), "theme", words=TOPIC_NAMES),
        Column(N_("Grade"), lambda row: "" if row.grade == ANY else row.grade),
        Column(N_("Goal"), lambda row: row.words.goal),
        Column(N_("What to tell"), lambda row: row.words.tell),
        Column(N_("What to learn"), lambda row: row.words.learn),
        Column(N_("What to agree"), lambda row: row.words.agree),
    ),
    rights=WRITERS, on=("scripts.index",), persons=False,
)  # fmt: skip
def scripts(stamp: Stamp, filters: Filters) -> Any:
    return list(queries.written(stamp.store_id).values())
