"""Reading the day: its list (day), its numbers (progress), single tasks and calls (tasks), effects of settings."""

from crm.callbacks.queries import effects
from crm.callbacks.queries.around import AGEING, GUEST, around
from crm.callbacks.queries.calls import call_for, expect_no_other, later_call, words_of_others
from crm.callbacks.queries.day import LONG, PAGE, Place, Whose, day, place_of
from crm.callbacks.queries.progress import Counts, climbed_by_advisor, counts, done_today, overdue_by_advisor, team_of
from crm.callbacks.queries.reach import against_calling, better_band, overrides
from crm.callbacks.queries.tasks import (
    in_charge_of,
    lacks_tasks,
    lead_waits,
    made_today,
    open_row,
    open_row_of,
    open_sales_task,
    row_for,
    task_for,
)  # fmt: skip

__all__ = [
    "AGEING", "GUEST", "LONG", "PAGE", "Counts", "Place", "Whose", "against_calling", "around", "better_band",
    "call_for", "climbed_by_advisor", "counts", "day", "done_today", "effects", "expect_no_other", "in_charge_of",
    "lacks_tasks", "later_call", "lead_waits", "made_today", "open_row", "open_row_of", "open_sales_task",
    "overdue_by_advisor", "overrides", "place_of", "row_for", "task_for", "team_of", "words_of_others",
]  # fmt: skip
