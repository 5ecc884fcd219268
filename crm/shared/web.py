"""What every view uses: who may enter, the two sizes of an answer, and the transaction around it.

The request is the transaction (idea 6): success of an unsafe method commits, everything else rolls back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from flask import Response, abort, g, make_response, redirect, render_template, request
from markupsafe import Markup

from crm.shared.stamp import Stamp

View = TypeVar("View", bound=Callable[..., Any])
FLASH_UNDO = "\x1f"  # between a flash's sentence and the address that takes it back
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Posts that only look: what is typed stays out of addresses and logs, and nobody waits for a writer meanwhile.
ASKS = frozenset({"/customers/search", "/reception/lookup", "/duplicates/resembling"})


def allowed(*rights: str) -> Callable[[View], View]:
    """The view needs any one of these rights."""

    def guard(view: View) -> View:
        view.rights = frozenset(rights)  # type: ignore[attr-defined]
        return view

    return guard


def signed_in(view: View) -> View:
    """The view is for everyone who is signed in."""
    view.rights = frozenset({"*"})  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """The view needs no sign-in."""
    view.rights = frozenset()  # type: ignore[attr-defined]
    return view


def own_proof(view: View) -> View:
    """The view proves by itself who sends (a token in the body, a paired device): no CSRF token is asked for."""
    view.own_proof = True  # type: ignore[attr-defined]
    return view


def not_found() -> NoReturn:
    """What is not yours does not exist."""
    abort(404)


def row_id(text: str) -> int:
    """For `request.args.get("before", type=row_id)`: a number that both databases can hold, or nothing."""
    number = int(text)
    if not 0 <= number < 2**63:
        raise ValueError(text)
    return number


def wants_part() -> bool:
    """True when htmx asks for a piece; boosted and history requests get the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def show(page: str, part: str | None = None, status: int = 200, /, **context: Any) -> Response:
    """One view, two sizes: the part for htmx, the page otherwise."""
    response = make_response(render_template(part if part and wants_part() else page, **context), status)
    response.vary.add("HX-Request")
    return response


def done(
    part: str | None, url: str, /, *, changed: str | None = None, toast: str | None = None, undo: str = "",
    **context: Any,
) -> Response:  # fmt: skip
    """The write succeeded: htmx gets the part (and what changed), a plain form is sent on to `url`.

    `undo` is the address that takes it back; it stands in the toast, which then stays for ten seconds.
    """
    g.landing = url
    if not wants_part():
        if toast:
            g.flash = f"{toast}{FLASH_UNDO}{undo}" if undo else toast
        return make_response(redirect(url, 303))
    if part is None:
        response = make_response("", 200)
        response.headers["HX-Redirect"] = url
        if toast:
            g.flash = f"{toast}{FLASH_UNDO}{undo}" if undo else toast
        return response
    response = make_response(render_template(part, **context))
    response.headers["HX-Trigger"] = trigger(changed, toast, undo=undo)
    response.vary.add("HX-Request")
    return response


def trigger(changed: str | None = None, toast: str | None = None, tone: str = "ok", undo: str = "") -> str:
    """The HX-Trigger header: `<topic>-changed` for far-away pieces, and a toast. ASCII, as headers must be."""
    events: dict[str, Any] = {}
    if changed:
        events[f"{changed}-changed"] = True
    if toast:
        events["toast"] = {"text": toast, "tone": tone, **({"undo": undo} if undo else {})}
    return json.dumps(events)


def unchanged(version: int) -> Response | None:
    """A poll's short answer: 204 when the caller has `seen` this version (Decision 11)."""
    if request.args.get("seen", type=int) == version:
        return make_response("", 204)
    return None


@dataclass(frozen=True)
class Panel:
    """A piece of a higher feature on the page of a lower one."""

    function: Callable[[int, Stamp], tuple[str, Mapping[str, Any]] | None]
    order: int
    rights: frozenset[str]


_panels: dict[str, list[Panel]] = {}
_banners: list[Callable[[Stamp], list[tuple[str, str]]]] = []


def panel(place: str, *rights: str, order: int = 50) -> Callable[[View], View]:
    """Register `(subject_id, stamp) -> (template, context) | None` for a place such as "customer" or "lead"."""

    def register(function: View) -> View:
        _panels.setdefault(place, []).append(Panel(function, order, frozenset(rights)))
        _panels[place].sort(key=lambda one: one.order)
        return function

    return register


def panels(place: str, subject_id: int) -> Markup:
    """All pieces of a place that the reader may see, in order."""
    stamp: Stamp = g.stamp
    pieces = []
    for one in _panels.get(place, []):
        if one.rights and not stamp.by.can(*one.rights):
            continue
        found = one.function(subject_id, stamp)
        if found:
            pieces.append(Markup(render_template(found[0], **found[1])))  # noqa: S704 - our own templates
    return Markup("\n").join(pieces)


def banner(function: Callable[[Stamp], list[tuple[str, str]]]) -> Callable[[Stamp], list[tuple[str, str]]]:
    """Register a function that says what the reader must know now, as (tone, sentence); it must be cheap."""
    _banners.append(function)
    return function


def banners() -> list[tuple[str, str]]:
    """What stands on top of every page now."""
    stamp = g.get("stamp")
    return [line for function in _banners for line in function(stamp)] if stamp else []
