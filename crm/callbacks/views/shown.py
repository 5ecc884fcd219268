"""A task as its reader sees it: every word of one row, made once in Python so that a list of fifty stays light."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from crm.callbacks.rules.contact import BAND_NAMES, CHANNEL_NAMES, RESULT_NAMES, untried
from crm.callbacks.rules.queue import HOW_NAMES, RULE_NAMES, SECTION_ORDER, Rule, Section
from crm.customers.rules import CHANNEL_DETAILS, CHANNEL_NAMES as SOURCES, only_surname
from crm.leads.rules import STAGE_NAMES, Stage
from crm.shared.filters import clock_time, day, moment, short_day
from crm.shared.reasons import say
from crm.shared.stamp import Stamp
from crm.shared.words import N_, _, ngettext

TITLES = {"m": N_("Mr %(name)s"), "f": N_("Ms %(name)s")}


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
    text: str
    meta: str
    urgent: str = ""
    tone: str = "bad"
    late: bool = False
    done: bool = False
    tags: list[tuple[str, str]] = field(default_factory=list)


def called(name: str, sex: str | None) -> str:
    """How staff speak of a customer: 周先生 / Mr 周; a file without a name says so."""
    if not name:
        return _("No name yet")
    return _(TITLES[sex], name=name) if sex in TITLES and only_surname(name) else name


def shown(row: Any, stamp: Stamp) -> Shown:
    """An open task."""
    section = SECTION_ORDER[row.rank]
    line = _frame(row)
    line.late = section is Section.OVERDUE
    line.urgent, line.tone = _urgent(row, section, stamp)
    line.meta = " · ".join([*_meta(row, stamp), *_tries(row, stamp)])
    line.text = (row.last_said or "") if row.kind == "sales" else ""
    if not line.text:
        line.text = say(row.reason_code, row.facts)
    if row.rule == Rule.FIRST_CONTACT:
        source = CHANNEL_DETAILS.get(row.channel_detail) or SOURCES.get(row.channel)
        line.tags += [(_(source), "")] if source else []
    if row.stage == Stage.LOST_PENDING:
        line.tags.append((_(STAGE_NAMES[Stage.LOST_PENDING]), "warn"))
    return line


def finished(row: Any, call: Any) -> Shown:
    """A task that was closed today, with the call that closed it (a Call, or its columns in `done_today`)."""
    line = _frame(row)
    line.done = True
    channel, result = _(CHANNEL_NAMES[call.by_channel]), _(RESULT_NAMES[call.result])
    line.text = _("written down: %(channel)s, %(result)s", channel=channel, result=result)
    if call.said_next_on:
        line.text += _(", next %(day)s", day=short_day(call.said_next_on))
    line.meta = _("%(how)s at %(time)s", how=_(HOW_NAMES[call.how]), time=clock_time(call.at))
    return line


def _frame(row: Any) -> Shown:
    url = f"/leads/{row.lead_id}" if row.lead_id else f"/customers/{row.customer_id}"
    return Shown(
        row.id, row.lead_id, row.customer_id, url, row.grade, called(row.name, row.sex),
        row.interest or row.model or row.series or "", _(RULE_NAMES.get(row.rule) or N_("After-sales call")), "", "",
    )  # fmt: skip


def _urgent(row: Any, section: Section, stamp: Stamp) -> tuple[str, str]:
    """How late it is, or how much time is left."""
    if row.rule == Rule.FIRST_CONTACT and row.due_at:
        return _hours(row.due_at, stamp.at), "warn" if section is Section.NEW else "bad"
    if section is Section.OVERDUE:
        days = (stamp.today - row.until_on).days
        return ngettext("%(n)s day overdue", "%(n)s days overdue", days), "bad"
    return "", ""


def _hours(due: datetime, at: datetime) -> str:
    minutes = int(abs((due - at).total_seconds()) // 60)
    if due < at:
        if minutes >= 2 * 24 * 60:
            return _("24 hours are over since %(when)s", when=moment(due))
        return _("%(hours)s h %(minutes)s min overdue", hours=minutes // 60, minutes=minutes % 60)
    return _("%(hours)s h %(minutes)s min left", hours=minutes // 60, minutes=minutes % 60)


def _meta(row: Any, stamp: Stamp) -> list[str]:
    said = []
    if row.rule == Rule.FIRST_CONTACT:
        return [_("came in %(when)s", when=moment(row.opened_at))]
    if row.last_contact_at:
        by = CHANNEL_NAMES.get(row.last_contact_channel)
        said.append(_("last %(day)s %(channel)s", day=short_day(row.last_contact_at), channel=_(by) if by else ""))
    if row.rule == Rule.AFTER_VISIT and row.last_visit_on:
        said.append(_("in the showroom %(day)s, visit no. %(n)s", day=short_day(row.last_visit_on), n=row.visit_count))
    if row.due_on != stamp.today:
        said.append(_("due %(day)s", day=short_day(row.due_on)))
    if row.absorbed:
        names = [RULE_NAMES[one["rule"]] for one in row.absorbed]
        said.append(_("stands for %(rules)s, too", rules=_(", ").join(_(name) for name in names)))
    return said


def _tries(row: Any, stamp: Stamp) -> list[str]:
    """Calls that did not count stay visible (R-226), with another part of the day to try (F-42)."""
    if not row.tries:
        return []
    parts = _(", ").join(_(BAND_NAMES[letter]) for letter in row.tried)
    tried = ngettext("not reached once (%(parts)s)", "not reached %(n)s times (%(parts)s)", row.tries, parts=parts)
    if row.again_on:
        return [tried, _("asked to be called on %(day)s", day=short_day(row.again_on))]
    left = untried(row.tried)
    return [tried, _("next: in the %(part)s", part=_(BAND_NAMES[left[0]]))] if left else [tried]


def next_days(today: date, latest: date | None) -> list[tuple[date, str]]:
    """The chips for the next call: tomorrow, the day after, Saturday, and the last day of the cadence."""
    one = timedelta(days=1)
    saturday = today + (5 - today.weekday()) % 7 * one
    days = {today + one, today + 2 * one, saturday if saturday > today else saturday + 7 * one}
    if latest and latest > today:
        days.add(latest)
    names = {today + one: _("Tomorrow"), today + 2 * one: _("In two days")}
    return [(on, names.get(on) or day(on)) for on in sorted(days)]
