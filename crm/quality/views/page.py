"""Data health at a glance: each line counts the list that it opens, and says how it has gone (R-607)."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.dictionaries.queries.listing import unknown_counts
from crm.dictionaries.rules import WORD_NAMES
from crm.quality import actions
from crm.quality.queries import findings, trend
from crm.quality.rules import COUNTED, DONE_NAMES, DUPLICATES, NAMES, OF_ALL, SUBJECTS, WHY, Check, Subject
from crm.quality.views import bp
from crm.shared.forms import Form
from crm.shared.topics import topic_version
from crm.shared.web import allowed, done, not_found, show, unchanged, wants_part
from crm.shared.words import N_, _
from crm.staff.rules import Right

GROUPS = ((Subject.CUSTOMER, N_("Customers")), (Subject.CAR, N_("Cars")), (Subject.VISIT, N_("Workshop visits")))
TOPIC = "quality"


class Line(NamedTuple):
    """One line of the page."""

    label: str
    why: str
    found: int
    url: str
    of: str
    past: list[int]  # the counts of the last days, oldest first

    @property
    def shown(self) -> str:
        return f"{COUNTED:,}+" if self.found > COUNTED else f"{self.found:,}"

    @property
    def change(self) -> int:
        """Against the oldest day that is known."""
        return self.found - self.past[0] if len(self.past) > 1 and self.found <= COUNTED else 0


@bp.get("/quality")
@allowed(Right.TEND)
def index() -> Response:
    """While a look is under way the page asks for itself again."""
    if wants_part() and request.args.get("seen"):
        return unchanged(topic_version(g.stamp.store_id, TOPIC)) or _page()
    return _page()


def _page(status: int = 200, form: Form | None = None) -> Response:
    days, run = trend.days(g.stamp.store_id, g.stamp.today), trend.last_run(g.stamp.store_id, g.stamp.at)
    counted = findings.counts(g.stamp)
    groups = [(_(name), _lines(subject, counted, days)) for subject, name in GROUPS]
    words = _words(days)
    found = sum(bool(line.found) for _name, lines in groups for line in lines) + sum(bool(one.found) for one in words)
    return show(
        "quality/index.html", "quality/_page.html", status, groups=groups, words=words, found=found, form=form,
        run=run, checks=len(Check), seen=topic_version(g.stamp.store_id, TOPIC),
        fixes=trend.fixes(g.stamp.store_id), names=NAMES, dones=DONE_NAMES,
    )  # fmt: skip


def _lines(subject: Subject, counted: dict[str, int], days: dict[str, list[Any]]) -> list[Line]:
    lines = []
    if subject is Subject.CUSTOMER:
        why, url = _("Two files for one person: half of what is known is always missing."), url_for("duplicates.index")
        lines.append(_line(DUPLICATES, _("Files that may be one person"), why, url, subject, counted, days))
    for check in Check:
        if SUBJECTS[check] is subject:
            url = url_for(".rows", check=check.value)
            lines.append(_line(check, _(NAMES[check]), _(WHY[check]), url, subject, counted, days))
    return lines


def _line(
    key: str, label: str, why: str, url: str, subject: Subject, counted: dict[str, int], days: dict[str, list[Any]]
) -> Line:
    past = days.get(key, [])
    of = _(OF_ALL[subject], n=f"{past[-1].total:,}") if past else ""
    return Line(label, why, counted[key], url, of, [row.found for row in past])


def _words(days: dict[str, list[Any]]) -> list[Line]:
    """What the dictionaries do not know; their page is the list."""
    unknown = unknown_counts(g.stamp.store_id)
    lines = []
    for kind, name in WORD_NAMES.items():
        n, rows = unknown.get(kind, (0, 0))
        why = _("in %(n)s rows; say what they mean, for all rows at once", n=f"{rows:,}") if n else ""
        past = [row.found for row in days.get(kind, [])]
        lines.append(Line(_(name), why, n, url_for("dictionaries.index", of=kind), "", past))
    return lines


@bp.post("/quality/looks")
@allowed(Right.TEND)
def look() -> Response:
    """Look through the data now instead of tonight."""
    form = Form()
    if form.submit(actions.ask_for_look, stamp=g.stamp):
        return done(None, url_for(".index"), toast=_("The data is being looked through."))
    return _page(form.status, form)


@bp.post("/quality/fixes/<int:fix_id>/undoing")
@allowed(Right.TEND)
def undo(fix_id: int) -> Response:
    made, form = trend.fix_for(g.stamp.store_id, fix_id) or not_found(), Form()
    back = url_for(".rows", check=made.check) if request.form.get("to") == "rows" else url_for(".index")
    if form.submit(actions.undo_fix, made, stamp=g.stamp):
        return done(None, back, toast=_("Taken back."))
    return _page(form.status, form)
