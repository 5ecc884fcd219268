"""Where an old lead goes, until when the manager confirms it, and how each row says why."""

from crm.ageing.rules.sharing import Due, Group, House, Person, Placed, share
from crm.ageing.rules.words import (
    AUTOMATIC,
    CONFIRM_DAYS,
    CONFIRM_HOUR,
    EXEMPT_AGREED,
    KEPT_PERCENT,
    LATE_POINTS,
    MANAGER_OWNS,
    REST_DAYS,
    STATE_NAMES,
    STEP_NAMES,
    UNDO_DAYS,
    State,
    confirm_until,
)

__all__ = [
    "AUTOMATIC", "CONFIRM_DAYS", "CONFIRM_HOUR", "EXEMPT_AGREED", "KEPT_PERCENT", "LATE_POINTS", "MANAGER_OWNS",
    "REST_DAYS", "STATE_NAMES", "STEP_NAMES", "UNDO_DAYS", "Due", "Group", "House", "Person", "Placed", "State",
    "confirm_until", "share",
]  # fmt: skip
