"""What runs when, as one table. Times are the store's; a time that was missed is caught up once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class Row:
    """A job at a time of day: every day, or only on the (month, day) pairs of `days`."""

    job: str
    at: time
    queue: str = "bulk"
    days: tuple[tuple[int, int], ...] = ()


TIMETABLE: tuple[Row, ...] = (
    Row("jobs.house.sweep", time(0, 2)),
    Row("jobs.imports.sweep", time(0, 4)),
    Row("jobs.blobs.erase_due", time(0, 4), "prompt"),  # licence photos, 30 days after the drive (F-82)
    Row("jobs.exports.sweep", time(0, 4), "prompt"),  # what a killed worker has put down on its way
    Row("jobs.points.propose_missed", time(0, 4)),  # whose it was that evening, before leads change hands
    Row("jobs.points.draw_checks", time(0, 6)),
    Row("jobs.enquiries.forget_counts", time(0, 3)),
    Row("jobs.reception.close_days", time(0, 1)),  # the store's day has just ended (F-12)
    Row("jobs.leads.reopen_due", time(0, 5)),
    Row("jobs.losses.wake_due", time(0, 6)),
    Row("jobs.customers.renew_terms", time(0, 10)),  # nothing to do unless a version has brought a new rule
    Row("jobs.rota.lay_out", time(0, 15), "prompt"),
    Row("jobs.retention.compute_states", time(0, 20)),
    Row("jobs.ageing.plan", time(0, 30)),
    Row("jobs.callbacks.make_queue", time(0, 40)),
    Row("jobs.coupons.expire", time(1, 0)),
    Row("jobs.coupons.issue_churn_recovery", time(1, 20)),
    Row("jobs.coupons.issue_thanks", time(1, 30)),
    Row("jobs.coupons.issue_loyalty", time(2, 0)),  # looks at the cut-off itself: the list stands for review first
    Row("jobs.duplicates.find_pairs", time(3, 0)),
    Row("jobs.quality.look", time(3, 20)),  # after the pairs; it counts the dictionaries' words, too (R-605, R-607)
    Row("jobs.stock.read_file", time(7, 30), "prompt"),  # the dealer system's list, before the showroom opens
    Row("jobs.grading.check", time(3, 40), days=tuple((month, 1) for month in range(1, 13))),
    Row("jobs.callbacks.tell_chiefs", time(8, 30), "prompt"),  # before the day's first calls
)


def last_due(row: Row, local: datetime) -> date:
    """The latest day on which this row was due at or before `local`."""
    on_day = local.date() if local.time() >= row.at else local.date() - timedelta(days=1)
    if row.days:
        while (on_day.month, on_day.day) not in row.days:
            on_day -= timedelta(days=1)
    return on_day


def due_rows(local: datetime) -> Iterator[tuple[Row, date]]:
    """Each row with its latest due day; asking again for one that was asked is harmless."""
    for row in TIMETABLE:
        yield row, last_due(row, local)
