"""A hope as rows: the lead with its owner, visits, calls, drives, grades and facts; `endings` has its order or loss.

Set by set: each list is poured at once; nothing here is read back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from crm.callbacks.models import Call
from crm.callbacks.rules.queue import RULE_VERSION
from crm.customers.models import ProfileFact
from crm.demo import lines
from crm.demo.past.endings import Deal, Sellers, ended
from crm.demo.past.hopes import EVERY_DAYS, LETTERS, Hope
from crm.grading.models import GradeReview
from crm.leads.models import CommissionPeriod, GradeChange, Lead, LostDecision, LostSale, OwnerPeriod, TestDrive
from crm.orders.models import Delivery, Order
from crm.reception.models import Visit
from crm.shared.pour import next_ids, pour

Row = dict[str, Any]
ORDER = [letter for _least, letter in reversed(LETTERS)]  # C … H
TABLES: tuple[type[Any], ...] = (
    OwnerPeriod, CommissionPeriod, Visit, Call, TestDrive, GradeReview, ProfileFact, LostDecision, Delivery
)  # fmt: skip


def write(deals: Sequence[Deal], sellers: Sellers, today: date) -> tuple[list[int], int]:
    """All rows of these deals; the ids of their leads, and the number of rows."""
    made: dict[type[Any], list[Row]] = defaultdict(list)
    leads = list(next_ids(Lead, len(deals)))
    for lead_id, deal in zip(leads, deals, strict=True):
        owner = sellers.advisors[lead_id % len(sellers.advisors)]
        made[Lead].append(_lead(lead_id, deal, owner, sellers, today))
        _owned(made, lead_id, deal, owner, sellers)
        _met(made, lead_id, deal, owner, sellers)
        ended(made, lead_id, deal, _clock(sellers, deal.hope, lead_id), owner, sellers)
    _numbered(made, GradeChange, GradeReview, "grade_change_id")
    _numbered(made, LostSale, LostDecision, "lost_sale_id")
    _numbered(made, Order, Delivery, "order_id")
    total = 0
    tables: tuple[type[Any], ...] = (Lead, GradeChange, LostSale, Order, *TABLES)
    for table in tables:
        total += pour(table, made[table])
    return leads, total


def _numbered(made: dict[type[Any], list[Row]], one: type[Any], other: type[Any], key: str) -> None:
    """Rows of `other` name the place of theirs in `one`; both get real numbers."""
    ids = next_ids(one, len(made[one]))
    for row, new_id in zip(made[one], ids, strict=True):
        row["id"] = new_id
    for row in made[other]:
        row[key] = ids[row[key]]


@lru_cache(maxsize=4_096)
def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def _clock(sellers: Sellers, hope: Hope, lead_id: int) -> Callable[[int, int], datetime]:
    """The instant of a day of the hope's life; `turn` keeps what happens on one day in its order."""
    return lambda day, turn: (
        _midnight(hope.day(day), sellers.zone) + timedelta(minutes=9 * 60 + (lead_id * 7 + day * 11) % 400 + turn)
    )


def _lead(lead_id: int, deal: Deal, owner: int, sellers: Sellers, today: date) -> Row:
    hope, at = deal.hope, _clock(sellers, deal.hope, lead_id)
    reached = [talk.day for talk in hope.talks if talk.reached]
    row: Row = {
        "id": lead_id, "store_id": sellers.store_id, "customer_id": deal.customer_id, "owner_id": owner,
        "channel": hope.channel, "interest": hope.model, "grade": hope.grade, "opened_at": at(0, 0),
        "channel_detail": lines.DETAILS[hope.channel][lead_id % len(lines.DETAILS[hope.channel])],
        "opened_on": hope.opened_on, "visit_count": len(hope.visits),
        "last_visit_on": hope.day(hope.visits[-1]) if hope.visits else None,
        "last_contact_at": at(reached[-1], 30) if reached else None,
        "last_contact_channel": "phone" if reached else None,
        "test_driven_on": hope.day(hope.drive.day) if hope.drive else None,
        "stage": "open" if hope.ended is None else "delivered" if hope.won else "lost",
    }  # fmt: skip
    if hope.ended is None and reached:  # called on time for the most part, so the day's list holds what is due
        every = EVERY_DAYS.get(hope.grade, 1)
        row["next_on"] = max(
            today - timedelta(days=2), min(today + timedelta(days=every), hope.day(reached[-1] + every))
        )
        row["next_rule"] = "cadence"
    elif hope.ended is None:
        row["first_due_at"] = at(1, 0)
        row["first_due_on"] = hope.day(1)
    return row


def _owned(made: dict[type[Any], list[Row]], lead_id: int, deal: Deal, owner: int, sellers: Sellers) -> None:
    begun = {
        "store_id": sellers.store_id, "lead_id": lead_id, "since_at": _clock(sellers, deal.hope, lead_id)(0, 0)
    }  # fmt: skip
    made[OwnerPeriod].append({**begun, "owner_id": owner})
    made[CommissionPeriod].append({**begun, "earner_id": owner})


def _met(made: dict[type[Any], list[Row]], lead_id: int, deal: Deal, owner: int, sellers: Sellers) -> None:
    hope, at = deal.hope, _clock(sellers, deal.hope, lead_id)
    of_lead = {"store_id": sellers.store_id, "lead_id": lead_id, "by_id": owner}
    for talk in hope.talks:
        made[Call].append({
            **of_lead, "customer_id": deal.customer_id, "channel": "phone", "at": at(talk.day, 30),
            "result": "reached" if talk.reached else "no_answer", "topic": "quote" if talk.reached else "routine",
            "said": talk.said, "learnt": talk.learnt, "agreed": talk.agreed, "counts": talk.reached,
            "reason_code": "callbacks.counts" if talk.reached else "callbacks.not_reached",
            "rule_version": RULE_VERSION, "facts": {},
        })  # fmt: skip
    for number, day in enumerate(hope.visits):
        came = at(day, 0)
        made[Visit].append({
            **of_lead, "customer_id": deal.customer_id, "arrived_at": came, "on_day": hope.day(day), "purpose": "look",
            "channel": hope.channel, "first_visit": number == 0, "party_size": 1 + lead_id % 3, "advisor_id": owner,
            "assigned_at": came, "left_at": came + timedelta(minutes=35 + lead_id % 60),
            "completed_at": came + timedelta(minutes=30), "at": came,
        })  # fmt: skip
    if hope.drive:
        made[TestDrive].append({
            **of_lead, "driven_on": hope.day(hope.drive.day), "model": hope.model, "verdict": hope.drive.verdict,
            "wish": hope.drive.wish, "liked": "静音、动力", "at": at(hope.drive.day, 25),
        })  # fmt: skip
    for day, name, value in hope.facts:
        made[ProfileFact].append({
            "customer_id": deal.customer_id, "field": name, "value": value, "source": "call", "on_day": hope.day(day),
            "by_id": owner, "at": at(day, 31),
        })  # fmt: skip
    _graded(made, of_lead, hope, at, sellers)


def _graded(
    made: dict[type[Any], list[Row]], of_lead: Row, hope: Hope, at: Callable[[int, int], datetime], sellers: Sellers
) -> None:
    """Each judgement; the supervisor has looked at the lowered ones (F-04)."""
    old = "N"
    for turn, (day, new) in enumerate(hope.grades):
        lowered = old in ORDER and ORDER.index(new) < ORDER.index(old)
        if lowered:
            made[GradeReview].append({
                "store_id": sellers.store_id, "grade_change_id": len(made[GradeChange]), "verdict": "seen",
                "by_id": sellers.reviewer_id, "at": at(day, 0) + timedelta(days=1),
            })  # fmt: skip
        made[GradeChange].append({
            **of_lead, "on_day": hope.day(day), "old": old, "new": new, "how": "by_hand", "lowered": lowered,
            "reason": "按这次沟通的情况", "at": at(day, 35 + turn),
        })  # fmt: skip
        old = new
