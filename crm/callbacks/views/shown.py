"""A task as its reader sees it: every word of one row, made once in Python so that a list of fifty stays light."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crm.callbacks.rules import reach
from crm.callbacks.rules.contact import BAND_NAMES, CHANNEL_NAMES, RESULT_NAMES
from crm.callbacks.rules.queue import HOW_NAMES, RULE_NAMES, SECTION_ORDER, TIMED, Kind, Rule, Section
from crm.customers.naming import called
from crm.customers.rules import CHANNEL_DETAILS
from crm.customers.rules import CHANNEL_NAMES as SOURCES
from crm.leads.rules import STAGE_NAMES, Stage
from crm.shared import settings
from crm.shared.filters import clock_time, day, moment, short_day
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _, ngettext


@dataclass(slots=True)
class Shown:
    """One row of the day."""

    id: int
    lead_id: int | None
    customer_id: int
    url: str
    grade: str | None
    who: str
    car: str
    label: str
    text: str = ""
    agreed: str = ""
    undo: int | None = None  # the call of today that can be undone
    meta: str = ""
    urgent: str = ""
    tone: str = "bad"
    late: bool = False
    done: bool = False
    tags: list[tuple[str, str]] = field(default_factory=list)


class Teller:
    """Says tasks in the reader's words; keeps what it has said, because the rows of a list say the same."""

    def __init__(self, stamp: Stamp) -> None:
        self.stamp = stamp
        self._words: dict[str, str] = {}
        self._days: dict[date, str] = {}
        self._reasons: dict[tuple[str, str], str] = {}

    def say(self, text: str, **facts: Any) -> str:
        said = self._words.get(text)
        if said is None:
            said = self._words[text] = _(text)
        return said % facts if facts else said

    def day(self, on: date) -> str:
        if on not in self._days:
            self._days[on] = short_day(on)
        return self._days[on]

    def why(self, row: Any) -> str:
        """The reason's sentence; rows of one rule and grade have the same facts."""
        key = row.reason_code, row.facts
        if key not in self._reasons:
            self._reasons[key] = say(row.reason_code, json.loads(row.facts))
        return self._reasons[key]

    def open(self, row: Any) -> Shown:
        """A task that is to be done."""
        section = SECTION_ORDER[row.rank]
        line = self._frame(row)
        line.late = section is Section.OVERDUE
        line.urgent, line.tone = self._urgent(row, section)
        line.meta = " · ".join(self._meta(row) + self._tries(row))
        line.text = (row.kind == Kind.SALES and row.last_said) or self.why(row)
        line.agreed = row.last_agreed or ""
        if row.rule == Rule.FIRST_CONTACT:
            source = CHANNEL_DETAILS.get(row.channel_detail) or SOURCES.get(row.channel)
            line.tags = [(self.say(source), "")] if source else []
        if row.stage == Stage.LOST_PENDING:
            line.tags = [*line.tags, (self.say(STAGE_NAMES[Stage.LOST_PENDING]), "warn")]
        if row.tried and self._given_up(row):
            line.tags = [*line.tags, (self.say(N_("Not reached: write, or apply as lost")), "bad")]
        return line

    def finished(self, row: Any, call: Any) -> Shown:
        """A task that was closed today, with the call that closed it (a Call, or its columns in `done_today`)."""
        line = self._frame(row)
        line.done, line.undo = True, call.call_id
        channel, result = self.say(CHANNEL_NAMES[call.by_channel]), self.say(RESULT_NAMES[call.result])
        line.text = self.say(N_("written down: %(channel)s, %(result)s"), channel=channel, result=result)
        if call.said_next_on:
            line.text += self.say(N_(", next %(day)s"), day=self.day(call.said_next_on))
        line.meta = self.say(N_("%(how)s at %(time)s"), how=self.say(HOW_NAMES[call.how]), time=clock_time(call.at))
        return line

    def _frame(self, row: Any) -> Shown:
        url = f"/leads/{row.lead_id}" if row.lead_id else f"/customers/{row.customer_id}"
        label = self.say(RULE_NAMES.get(row.rule) or N_("After-sales call"))
        car = row.interest or row.model or row.series or ""
        return Shown(row.id, row.lead_id, row.customer_id, url, row.grade, called(row), car, label)

    def _urgent(self, row: Any, section: Section) -> tuple[str, str]:
        """How late it is, or how much time is left."""
        if row.rule in TIMED and row.due_at:
            return self._hours(row.due_at), "warn" if section is Section.NEW else "bad"
        if section is Section.OVERDUE:
            days = (self.stamp.today - row.until_on).days
            return ngettext("%(n)s day overdue", "%(n)s days overdue", days), "bad"
        return "", ""

    def _hours(self, due: datetime) -> str:
        minutes = int(abs((due - self.stamp.at).total_seconds()) // 60)
        if due < self.stamp.at and minutes >= 2 * 24 * 60:
            return self.say(N_("24 hours are over since %(when)s"), when=moment(due))
        late = due < self.stamp.at
        text = N_("%(hours)s h %(minutes)s min overdue") if late else N_("%(hours)s h %(minutes)s min left")
        return self.say(text, hours=minutes // 60, minutes=minutes % 60)

    def _meta(self, row: Any) -> list[str]:
        if row.rule == Rule.FIRST_CONTACT:
            return [self.say(N_("came in %(when)s"), when=moment(row.opened_at))]
        said = []
        if row.last_contact_at:
            by = CHANNEL_NAMES.get(row.last_contact_channel)
            on = row.last_contact_at.astimezone(self.stamp.local.tzinfo).date()
            said.append(self.say(N_("last %(day)s %(channel)s"), day=self.day(on), channel=self.say(by) if by else ""))
        if row.rule == Rule.AFTER_VISIT and row.last_visit_on:
            seen = self.day(row.last_visit_on)
            said.append(self.say(N_("in the showroom %(day)s, visit no. %(n)s"), day=seen, n=row.visit_count))
        if row.due_on != self.stamp.today:
            said.append(self.say(N_("due %(day)s"), day=self.day(row.due_on)))
        if row.absorbed != "[]":
            names = [RULE_NAMES[one["rule"]] for one in json.loads(row.absorbed)]
            said.append(self.say(N_("stands for %(rules)s, too"), rules=self._list(names)))
        return said

    def _tries(self, row: Any) -> list[str]:
        """Calls that did not count stay visible (R-226), with another part of the day to try (F-42)."""
        if not row.tries:
            return []
        parts = self._list([BAND_NAMES[letter] for letter in reach.this_round(row.tried)])
        tried = ngettext("not reached once (%(parts)s)", "not reached %(n)s times (%(parts)s)", row.tries, parts=parts)
        if row.again_on:
            return [tried, self.say(N_("asked to be called on %(day)s"), day=self.day(row.again_on))]
        following = self.say(BAND_NAMES[reach.next_bands(row.tried)[0]])
        return [tried] if self._given_up(row) else [tried, self.say(N_("next: in the %(part)s"), part=following)]

    def _given_up(self, row: Any) -> bool:
        """So many rounds were made that a call is no longer the way (F-42, A-19)."""
        return reach.rounds_made(row.tried) >= settings.of(self.stamp.store_id)[reach.ROUNDS]

    def _list(self, names: list[str]) -> str:
        return self.say(", ").join(self.say(name) for name in names)


def next_days(today: date, latest: date | None) -> list[tuple[date, str]]:
    """The chips for the next call: tomorrow, the day after, Saturday, and the last day of the cadence."""
    one = timedelta(days=1)
    saturday = today + (5 - today.weekday()) % 7 * one
    days = {today + one, today + 2 * one, saturday if saturday > today else saturday + 7 * one}
    if latest and latest > today:
        days.add(latest)
    names = {today + one: _("Tomorrow"), today + 2 * one: _("In two days")}
    return [(on, names.get(on) or day(on)) for on in sorted(days)]
