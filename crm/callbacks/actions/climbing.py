"""Each morning the chiefs hear how many overdue contacts have climbed to them."""

from __future__ import annotations

from crm.callbacks.queries import climbed_by_advisor
from crm.leads.rules.climb import CLIMB, due_before, level_of
from crm.notices import actions as notices
from crm.shared import settings
from crm.shared.reasons import Reason
from crm.shared.stamp import Stamp
from crm.staff.queries import people_with
from crm.staff.rules import Right, Role

KIND = "climbed"


def tell_chiefs(stamp: Stamp) -> int:
    """A notice with a number to each chief who has some; yesterday's goes. Run again it says the same."""
    numbers, told = settings.of(stamp.store_id), 0
    behind = {level: climbed_by_advisor(stamp, due_before(level, stamp.today, numbers)) for level in CLIMB}
    for chief in people_with(stamp.store_id, *(Role(level.value) for level in CLIMB)):
        level = level_of(chief.roles)
        if level is None or chief.id is None:
            continue
        own_team = not chief.can(Right.ALL_LEADS)
        count = sum(row.climbed for row in behind[level] if not own_team or row.team_id == chief.team_id is not None)
        notices.withdraw(KIND, chief.id, stamp=stamp)
        if count:
            notices.tell(chief.id, KIND, chief.id, reason=Reason("callbacks.climbed", {"n": count}), stamp=stamp)
            told += 1
    return told
