"""The desk at work: recording (recording), giving and routing (giving), the visit's course and taking back (course),
the end of the day (closing)."""

from crm.reception.actions.arriving import arrive
from crm.reception.actions.closing import close_days
from crm.reception.actions.course import drive_back, drive_out, leave, take_back
from crm.reception.actions.driving import out_or_back
from crm.reception.actions.giving import TOPIC, assign
from crm.reception.actions.recording import complete_visit, record_visit

__all__ = [
    "TOPIC", "arrive", "assign", "close_days", "complete_visit", "drive_back", "drive_out", "leave", "out_or_back",
    "record_visit", "take_back",
]  # fmt: skip
