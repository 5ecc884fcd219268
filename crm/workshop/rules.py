"""Work on cars: what kind of job a visit was, who paid for it, and what makes two rows the same visit (R-114…R-121).

Only what the customer paid counts for a car's value (R-121); warranty and insurance work is output all the same (F-36).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from crm.shared.words import N_
from crm.vehicles.rules import Reading


class Job(StrEnum):
    """The after-sales kinds of R-114…R-116."""

    FIRST = "first"
    MAINTENANCE = "maintenance"
    REPAIR = "repair"
    ACCIDENT = "accident"
    OTHER = "other"


JOB_NAMES: dict[str, str] = {
    Job.FIRST: N_("First maintenance"),
    Job.MAINTENANCE: N_("Maintenance"),
    Job.REPAIR: N_("Repair"),
    Job.ACCIDENT: N_("Accident repair"),
    Job.OTHER: N_("Other work"),
}
MAINTAINED = frozenset({Job.FIRST, Job.MAINTENANCE})  # the next interval starts there


class Payer(StrEnum):
    """Who pays for a line (付费类型)."""

    CUSTOMER = "customer"
    WARRANTY = "warranty"  # the maker: warranty, claim, 三包, recall, free first maintenance
    INSURANCE = "insurance"
    NOBODY = "nobody"  # internal, rework, given away: neither output nor paid work


PAYER_NAMES = {
    Payer.CUSTOMER: N_("Paid by the customer"),
    Payer.WARRANTY: N_("Paid by warranty"),
    Payer.INSURANCE: N_("Paid by insurance"),
    Payer.NOBODY: N_("Not charged"),
}

# The first line that fits decides; 保险 stands before 保修's 保, 非保 and 自费 before everything.
_PAYERS = (
    (Payer.CUSTOMER, r"自费|客付|自付|客户|车主|个人|现金|微信|支付宝|刷卡|有偿|收费|非保|customer|cash|paid"),
    (Payer.INSURANCE, r"保险|理赔|事故|定损|车险|insur"),
    (Payer.WARRANTY, r"保修|索赔|三包|厂家|主机厂|质保|包修|召回|首保|pdi|pds|延保|warrant|claim"),
    (Payer.NOBODY, r"内部|返工|免费|赠送|善意|公司|internal|free"),
)
_JOBS = (
    (Job.FIRST, r"首保|首次保养|首保养|免费保养|first"),
    (Job.ACCIDENT, r"事故|钣喷|钣金|喷漆|保险|理赔|碰撞|accident"),
    (Job.MAINTENANCE, r"保养|定保|机油|机滤|常规|换油|maint|oil"),
    (Job.REPAIR, r"维修|修理|机修|小修|大修|检修|更换|检查|故障|索赔|保修|返修|三包|repair"),
)


def payer_of(said: str) -> Payer | None:
    """Who pays, from the words of the file; None when they say nothing known."""
    plain = said.casefold().strip()
    return next((payer for payer, words in _PAYERS if re.search(words, plain)), None)


def job_of(said: str, item: str = "") -> Job:
    """The kind of job as the file says it, else as the work done tells it."""
    for words in (said, item):
        plain = words.casefold()
        found = next((job for job, pattern in _JOBS if plain and re.search(pattern, plain)), None)
        if found:
            return found
    return Job.OTHER


def natural_key(vehicle_id: int, came_on: date, order_no: str, job: str) -> str:
    """What makes two rows the same visit: the order number, or without one the car, the day and the kind of job."""
    if order_no:
        return "order:" + re.sub(r"\s+", "", order_no).upper()
    return f"car:{vehicle_id}:{came_on.isoformat()}:{job}"


def last_reading(readings: Sequence[Reading]) -> Reading | None:
    """The mileage that stands: the highest one read, on the last day it was read. A mileage does not go down."""
    known = [reading for reading in readings if reading.km is not None]
    return max(known, key=lambda one: (one.km or 0, one.on), default=None)
