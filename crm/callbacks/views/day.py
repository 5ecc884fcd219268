"""My Day: one ordered list, its numbers, and the catch-up when the worker has not made it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import g, request
from werkzeug.wrappers import Response

from crm.appointments.views.shut import know_no_shows
from crm.callbacks import actions, queries
from crm.callbacks.queries import Place, Whose
from crm.callbacks.rules.contact import hours_hint
from crm.callbacks.rules.queue import SECTION_ORDER, SOON_HOURS, Section
from crm.callbacks.views.around import shown_around
from crm.callbacks.views.base import bp
from crm.callbacks.views.shown import Teller
from crm.leads.rules.climb import level_of
from crm.shared import settings
from crm.shared.db import own_transaction
from crm.shared.filters import named
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, banner, not_found, show
from crm.shared.words import N_, _
from crm.staff.rules import Right

WORKERS = (Right.SELL, Right.CARE)
FILTERS: dict[str, tuple[Section, ...]] = {
    "all": (),
    "overdue": (Section.OVERDUE,),
    "today": (Section.TODAY,),
    "new": (Section.SOON, Section.NEW),
}
MADE_BY = time(1, 30)  # the timetable's 0:40 and a patient pause; later than this the queue is late


@bp.get("/my-day")
@allowed(*WORKERS)
def my_day() -> Response:
    whose = reader()
    catch_up(whose)
    place = Place.parse(request.args.get("after", ""))
    if place is not None:
        return show("callbacks/more.html", "callbacks/_rows.html", **rows(whose, place))
    told = numbers(whose)
    page = rows(whose, None, shut=is_shut(whose, told["counts"].no_shows))
    finished = queries.done_today(whose, g.stamp) if page["view"] == "all" and told["counts"].called else []
    done = [Teller(g.stamp).finished(row, row) for row in finished]
    around = shown_around(whose, g.stamp) if page["view"] == "all" else {"guests": [], "ageing": []}
    return show("callbacks/my_day.html", None, 200, done=done, whose=whose, **around, **told, **page)


@bp.get("/my-day/beside")
@allowed(*WORKERS)
def beside() -> Response:
    """What stands beside the list and can come a moment later: other features' cards, a chief's people."""
    whose = reader()
    people = queries.team_of(g.stamp.by, g.stamp)
    return show("callbacks/beside.html", "callbacks/_beside.html", whose=whose, people=people, of=whose.id,
                level=level_of(g.stamp.by.roles))  # fmt: skip


def soon() -> datetime:
    """Until when a 24-hour contact stands first."""
    at: datetime = g.stamp.at
    return at + timedelta(hours=settings.of(g.stamp.store_id)[SOON_HOURS])


def reader() -> Whose:
    """Whose day is asked for: the reader's own, or with `of` that of somebody in their charge; 404 otherwise."""
    own, of = Whose.of(g.stamp.by), request.values.get("of", type=int)
    if of is None or of == own.id:
        return own
    theirs = queries.in_charge_of(g.stamp.by, of) if 0 < of < 2**63 else None
    if theirs is None:
        not_found()
    return Whose(of, own.store_id, False, theirs.name, theirs.name_en)


def catch_up(whose: Whose) -> None:
    """The reader's own rows, by the worker's own action, when the worker has not made them (Decision 1)."""
    made = made_today(g.stamp)
    if made and not queries.lead_waits(g.stamp):
        return
    if queries.lacks_tasks(whose.id, g.stamp) or (whose.cares and not made):
        with own_transaction():
            actions.make_queue(g.stamp, owner_id=whose.id, care=whose.cares)


def rows(whose: Whose, after: Place | None, shut: bool = False) -> dict[str, Any]:
    """One page of the list as the templates show it."""
    view, size = view_shown(), queries.LONG if "long" in request.args else queries.PAGE
    found, more = ([], False) if shut else queries.day(
        whose, g.stamp, soon(), sections=FILTERS[view], after=after, limit=size
    )  # fmt: skip
    teller = Teller(g.stamp)
    groups: list[tuple[Section, list[Any]]] = []
    for row in found:
        section = SECTION_ORDER[row.rank]
        if not groups or groups[-1][0] is not section:
            groups.append((section, []))
        groups[-1][1].append(teller.open(row))
    following = str(queries.place_of(found[-1])) if more else ""
    return {
        "groups": groups, "following": following, "view": view, "of": whose.id if whose.id != g.stamp.by.id else None,
        "continued": SECTION_ORDER[after.rank] if after else None, "shut": shut,
    }  # fmt: skip


def is_shut(whose: Whose, no_shows: int) -> bool:
    """The reader's own list opens once each no-show of earlier days has its reason and a new time (R-231)."""
    know_no_shows(whose.id, no_shows)
    return whose.id == g.stamp.by.id and no_shows > 0


def view_shown() -> str:
    """The filter of the page: this address's, or that of the page from which htmx asks."""
    query = urlsplit(request.headers.get("HX-Current-URL", "")).query if request.method == "POST" else ""
    view = parse_qs(query).get("show", [""])[0] or request.args.get("show", "all")
    return view if view in FILTERS else "all"


def numbers(whose: Whose) -> dict[str, Any]:
    """The headline, the filters and the progress."""
    kicker = named(whose)
    if whose.id == g.stamp.by.id:
        kicker += f" · {_(greeting(g.stamp.local.hour))}"
    hint = hours_hint(g.stamp.local, settings.of(g.stamp.store_id))
    counts = queries.counts(whose, g.stamp, soon())
    partly = counts.open > queries.PAGE and "long" not in request.args
    can_open = g.stamp.by.can(Right.SELL) and whose.id == g.stamp.by.id
    return {"counts": counts, "hint": hint, "kicker": kicker, "can_open": can_open, "partly": partly}


def greeting(hour: int) -> str:
    return N_("good morning") if hour < 12 else N_("good afternoon") if hour < 18 else N_("good evening")


def made_today(stamp: Stamp) -> bool:
    """Looked up once in a request, for the catch-up and the banner."""
    if "queue_made" not in g:
        g.queue_made = queries.made_today(stamp)
    return bool(g.queue_made)


@banner
def queue_is_late(stamp: Stamp) -> list[tuple[str, str]]:
    """The manager hears of it when the night's work has not been done (idea 5)."""
    if not stamp.by.can(Right.BOARD) or stamp.by.can(Right.GROUP) or stamp.local.time() < MADE_BY:
        return []
    if made_today(stamp):
        return []
    text = _("Today's call list has not been made by the worker. Each advisor's own list is made when it is opened.")
    return [("warn", text)]
