"""Writing a script or a policy: what was there before stays as a row."""

from __future__ import annotations

from datetime import date, timedelta

from crm.leads.rules.topics import Topic
from crm.scripts import queries
from crm.scripts.models import Policy, ScriptVersion
from crm.scripts.rules import POLICY_DAYS, Words, policy_refusal
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused, Stale
from crm.shared.stamp import Stamp
from crm.shared.words import _


def write_script(
    theme: Topic, letter: str, *, goal: str, tell: str, learn: str, agree: str, number: int | None = None, stamp: Stamp
) -> ScriptVersion:
    """Save a text as its next version. `number` is the one that was read; another one since is shown beside it."""
    last = queries.newest(stamp.store_id, theme.value, letter)
    now = last.number if last else 0
    if number is not None and number != now:
        theirs = {"goal": "", "tell": "", "learn": "", "agree": ""}
        raise Stale({name: getattr(last, name) if last else "" for name in theirs})
    words = Words(goal, tell, learn, agree)
    if words and not goal:
        raise Refused(_("Say what the call is for."), "goal")
    if last and (last.goal, last.tell, last.learn, last.agree) == (goal, tell, learn, agree):
        raise Refused(_("Nothing has been changed."))
    if not words and last is None:
        raise Refused(_("Say what the call is for."), "goal")
    row = ScriptVersion(
        store_id=stamp.store_id, theme=theme.value, grade=letter, number=now + 1, goal=goal, tell=tell, learn=learn,
        agree=agree,
    )  # fmt: skip
    row.sign(stamp)
    db.session.add(row)
    return row


def write_policy(
    *, words: str, model: str = "", from_on: date | None = None, until_on: date | None = None, stamp: Stamp
) -> Policy:
    """Advisors see it beside their calls from the first until the last day."""
    first = from_on or stamp.today
    last = until_on or max(first, stamp.today) + timedelta(days=settings.of(stamp.store_id)[POLICY_DAYS])
    wrong = policy_refusal(first, last, stamp.today)
    if wrong:
        raise Refused(_(wrong[1]), wrong[0])
    row = Policy(store_id=stamp.store_id, model=model, text=words, from_on=first, until_on=last)
    row.sign(stamp)
    db.session.add(row)
    return row


def end_policy(policy: Policy, *, stamp: Stamp) -> None:
    """It no longer holds; the row says who took it away."""
    if policy.ended_at is not None or policy.until_on < stamp.today:
        raise Refused(_("This policy has ended already."))
    policy.ended_at, policy.ended_by_id = stamp.at, stamp.by.id
