"""What is on file for the people of a batch of leads: their leads with how each ended, and who may look after one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.dictionaries.queries import Lexicon, lexicon
from crm.dictionaries.rules import Word
from crm.imports.advisors import Advisors, advisors
from crm.imports.draw import draw, parts
from crm.imports.kinds.leads.record import LeadRecord
from crm.imports.kinds.leads.words import ours
from crm.imports.scene import Person, Picture
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.rules import ACTIVE, Stage, Verdict
from crm.shared import settings
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.numbers import Number
from crm.shared.stamp import Stamp

LEAD = (
    "owner_id", "channel", "channel_detail", "interest", "grade", "stage", "opened_on", "next_on", "next_rule",
    "visit_count", "last_visit_on", "test_driven_on", "aged_step",
)  # fmt: skip


@dataclass(eq=False)
class Case:
    """A lead in the picture; `id` None is not on file yet, and then `record` is the row that tells it."""

    person: Person
    id: int | None = None
    first_on: date | None = None  # when it was opened first; `opened_on` begins anew when it is taken up again
    contact_on: date | None = None
    was_lost: bool = False
    owner_id: int | None = None
    channel: str = ""
    channel_detail: str = ""
    interest: str = ""
    grade: str = "N"
    stage: str = Stage.OPEN.value
    opened_on: date | None = None
    next_on: date | None = None
    next_rule: str | None = None
    visit_count: int = 0
    last_visit_on: date | None = None
    test_driven_on: date | None = None
    aged_step: int = 0
    record: LeadRecord | None = None
    said: str = ""  # of a contact that the file knows and we did not
    was: dict[str, Any] = field(default_factory=dict)  # what stood there before the row
    said_by: int | None = None  # the row of this file that named it first

    @property
    def is_active(self) -> bool:
        return self.stage in ACTIVE


@dataclass
class LeadPicture:
    """People as every kind of file draws them, and beside them their leads, the oldest first."""

    base: Picture
    words: Lexicon
    people: Advisors
    numbers: Mapping[Number, int]
    today: date
    leads: dict[Person, list[Case]] = field(default_factory=dict)

    def of(self, person: Person) -> list[Case]:
        return self.leads.get(person, [])

    def add(self, case: Case) -> Case:
        self.leads.setdefault(case.person, []).append(case)
        return case

    def model(self, record: LeadRecord) -> str:
        """The car asked for in the dictionary's words (R-605)."""
        return self.words.kept(Word.MODEL, record.interest)

    def channel(self, record: LeadRecord) -> tuple[str, str]:
        """The way of arrival in its two levels (F-06); what nobody knows is kept as it was said."""
        said = [text for text in (record.channel, record.source) if text]
        codes = [ours("channel", one) or self.words.code_of(Word.SOURCE, one) for one in said]
        code = next((one for one in codes if one), "")
        detail = record.source or ("" if code and ours("channel", record.channel) else record.channel)
        return code, ours("detail", detail) or self.words.kept(Word.SOURCE, detail)


def draw_leads(stamp: Stamp, records: Sequence[LeadRecord]) -> LeadPicture:
    """A few statements, whatever the number of rows."""
    base = draw(stamp.store_id, records, visits=False)
    people = {person.id: person for person in base.everyone if person.id}
    picture = LeadPicture(
        base, lexicon(stamp.store_id), advisors(stamp.store_id), settings.of(stamp.store_id), stamp.today
    )
    rows = list(_leads_of(people))
    lost = _lost({row.id for row in rows})
    for row in rows:
        told: dict[str, Any] = {name: getattr(row, name) for name in LEAD}
        contact_on = clock.day(row.last_contact_at, stamp.zone) if row.last_contact_at else None
        first_on = clock.day(row.opened_at, stamp.zone)
        picture.add(Case(people[row.customer_id], row.id, first_on, contact_on, row.id in lost, **told))
    return picture


def _leads_of(people: Collection[int]) -> Iterator[Any]:
    columns = [getattr(Lead, name) for name in LEAD]
    for some in parts(people):
        yield from db.session.execute(
            select(Lead.id, Lead.customer_id, Lead.opened_at, Lead.last_contact_at, *columns)
            .where(Lead.customer_id.in_(some))
            .order_by(Lead.opened_at, Lead.id)
        )


def _lost(leads: Collection[int]) -> set[int]:
    """Those that were counted as lost once, whatever became of them since."""
    found: set[int] = set()
    for some in parts(leads):
        found.update(
            db.session.scalars(
                select(LostSale.lead_id)
                .join(LostDecision, LostDecision.lost_sale_id == LostSale.id)
                .where(LostSale.lead_id.in_(some), LostDecision.verdict == Verdict.APPROVED.value)
            )
        )
    return found
