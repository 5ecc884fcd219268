"""The board as files: its numbers, who is behind, why sales were lost, and the rows behind each number."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import Select, select

from crm.callbacks.queries import overdue_by_advisor
from crm.leads.rules import REASON_NAMES, STAGE_NAMES, LostReason
from crm.reports import queries, rules
from crm.reports.rules import Measure, Period, Span, Step
from crm.shared.sheets import Cell, Column, Filters, sheet
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _
from crm.staff.rules import Right

Kind = TypeVar("Kind", bound=StrEnum)


def _read(kind: type[Kind], text: str, default: Kind) -> Kind:
    return kind(text) if text in kind._value2member_map_ else default


def _period(stamp: Stamp, filters: Filters) -> Period:
    return rules.period(_read(Span, filters.get("span", ""), Span.MONTH), stamp.today)


@sheet(
    "reports.board", N_("The board in figures"),
    (
        Column(N_("Figure"), lambda row: _(row[0])),
        Column(N_("Number"), lambda row: row[1], Cell.COUNT),
        Column(N_("Per cent of the step before"), lambda row: row[2], Cell.COUNT),
        Column(N_("From"), lambda row: row[3].first, Cell.DAY),
        Column(N_("Until"), lambda row: row[3].last, Cell.DAY),
    ),
    rights=(Right.BOARD,), on=("reports.board",), filters=("span",), persons=False, order=40,
)  # fmt: skip
def board(stamp: Stamp, filters: Filters) -> Any:
    period = _period(stamp, filters)
    steps, measures = queries.numbers(period, stamp)
    before = [None, *list(Step)[:-1]]
    rows = [
        (rules.STEP_NAMES[step], steps[step], rules.share(steps[step], steps[last]) if last else None, period)
        for step, last in zip(Step, before, strict=True)
    ]
    return rows + [(rules.MEASURE_NAMES[one], number, None, period) for one, number in measures.items()]


@sheet(
    "reports.behind", N_("Who is behind"),
    (
        Column(N_("Name"), "name"),
        Column(N_("Due"), "due", Cell.COUNT),
        Column(N_("Overdue"), "overdue", Cell.COUNT),
    ),
    rights=(Right.BOARD,), on=("reports.board",), persons=False,
)  # fmt: skip
def behind(stamp: Stamp, filters: Filters) -> Any:
    return overdue_by_advisor(stamp.store_id, stamp.today, stamp.at)


@sheet(
    "reports.reasons", N_("Why sales were lost"),
    (
        Column(N_("Reason"), lambda row: row[0], words=REASON_NAMES),
        Column(N_("Lost sales"), lambda row: row[1], Cell.COUNT),
    ),
    rights=(Right.BOARD,), on=("reports.board",), filters=("span",), persons=False, order=60,
)  # fmt: skip
def reasons(stamp: Stamp, filters: Filters) -> Any:
    return queries.lost_reasons(_period(stamp, filters), stamp)


def _on(row: Any) -> Any:
    return row.on


ROWS = (
    Column(N_("When"), _on, Cell.MOMENT),
    Column(N_("Customer"), "customer"),
    Column(N_("What"), lambda row: _(REASON_NAMES[row.detail]) if row.detail in REASON_NAMES else row.detail),
    Column(N_("Person"), "person"),
    Column(N_("Grade"), "grade"),
    Column(N_("State"), "stage", words=STAGE_NAMES),
)


def _listed(found: Select[Any]) -> Select[Any]:
    table = found.subquery()
    return select(table).order_by(table.c.id.desc())


@sheet(
    "reports.funnel", N_("Rows of the funnel"), ROWS, rights=(Right.BOARD,), on=("reports.funnel",),
    filters=("step", "span"),
)  # fmt: skip
def funnel(stamp: Stamp, filters: Filters) -> Select[Any]:
    step = _read(Step, filters.get("step", ""), Step.LEADS)
    return _listed(queries.funnel_rows(step, _period(stamp, filters), stamp))


@sheet(
    "reports.facts", N_("Rows of a figure"), ROWS, rights=(Right.BOARD,), on=("reports.facts",),
    filters=("measure", "span", "reason"),
)  # fmt: skip
def facts(stamp: Stamp, filters: Filters) -> Select[Any]:
    reason = filters.get("reason", "")
    measure = _read(Measure, filters.get("measure", ""), Measure.ORDERS)
    reason = reason if reason in set(LostReason) else ""
    return _listed(queries.measure_rows(measure, _period(stamp, filters), stamp, reason))
