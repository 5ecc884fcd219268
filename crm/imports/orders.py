"""The rows of one workshop order: one visit, and its lines (R-121)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crm.imports.records import VisitRecord
from crm.imports.scene import Work
from crm.workshop.rules import Job

LONGEST_ITEM = 400
_WEIGHT = {job: number for number, job in enumerate((Job.FIRST, Job.MAINTENANCE, Job.ACCIDENT, Job.REPAIR, Job.OTHER))}


def together(records: Sequence[VisitRecord]) -> VisitRecord:
    """The lines of one order as one visit."""
    first = records[0]
    if len(records) == 1:
        return first
    records = sorted(records, key=lambda one: one.line_no or 0)

    def any_of(name: str) -> Any:
        return next((getattr(one, name) for one in records if getattr(one, name)), getattr(first, name))

    items = dict.fromkeys(one.item for one in records if one.item)
    return replace(
        first,
        came_on=min(one.came_on for one in records),
        left_on=max((one.left_on for one in records if one.left_on), default=None),
        mileage_km=max((one.mileage_km for one in records if one.mileage_km is not None), default=None),
        job=min((one.job for one in records), key=lambda job: _WEIGHT[Job(job)]),
        item="；".join(items)[:LONGEST_ITEM],
        paid_fen=sum(one.paid_fen for one in records),
        warranty_fen=sum(one.warranty_fen for one in records),
        insurance_fen=sum(one.insurance_fen for one in records),
        **{name: any_of(name) for name in ("name", "phone", "plate", "vin", "model", "series", "advisor_name")},
    )


def lines_of(records: Sequence[VisitRecord]) -> tuple[Work, ...]:
    """What each row says was done, in the order of the lines; a row that only knows the day says nothing."""
    ordered = sorted(records, key=lambda one: one.line_no or 0)
    lines = (
        Work(one.item[:LONGEST_ITEM], one.job, one.paid_fen, one.warranty_fen, one.insurance_fen) for one in ordered
    )
    return tuple(line for line in lines if line.says_something)
