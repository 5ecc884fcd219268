"""Reading the day: its list (day), its numbers (progress), single tasks and calls (tasks)."""

from crm.callbacks.queries.day import Place, Whose, day, one, place_of
from crm.callbacks.queries.progress import Counts, counts, done_today, overdue_by_advisor, team_of
from crm.callbacks.queries.tasks import calls_of, calls_since, lacks_tasks, made_today, open_sales_task, task_for

__all__ = [
    "Counts",
    "Place",
    "Whose",
    "calls_of",
    "calls_since",
    "counts",
    "day",
    "done_today",
    "lacks_tasks",
    "made_today",
    "one",
    "open_sales_task",
    "overdue_by_advisor",
    "place_of",
    "task_for",
    "team_of",
]
