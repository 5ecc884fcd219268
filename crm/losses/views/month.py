"""The month's loss review: why, for which car, with whom, to whom, by how much, and what would have won it."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.leads.rules import BRANCHES, REASON_NAMES, LostReason
from crm.losses import review
from crm.losses.queries import month as queries
from crm.losses.rules import month as rules
from crm.losses.views.base import bp
from crm.shared.web import allowed, row_id, show
from crm.staff.rules import Right


@bp.get("")
@allowed(Right.REVIEW_LOST)
def month() -> Response:
    """One month, narrowed by whatever the address says."""
    cut, before = _slice(), request.args.get("before", type=row_id)
    rows = queries.losses(cut, g.stamp, before=before)
    last = rows[queries.PAGE - 1].id if len(rows) > queries.PAGE else None
    listed = {"cut": cut, "rows": rows[: queries.PAGE], "next_key": last, "reason_names": REASON_NAMES}
    if before:
        return show("losses/month.html", "losses/_month_rows.html", **listed, **_figures(cut))
    return show("losses/month.html", None, **listed, **_figures(cut))


def plain(text: str) -> str | None:
    """A word of the address; nothing when there is none."""
    return text.replace("\x00", "").strip() or None


def _slice() -> queries.Slice:
    """What the address narrows it to; what it cannot mean narrows nothing."""
    args = request.args
    return queries.Slice(
        first=rules.month_of(args.get("month", ""), g.stamp.today),
        branch=next((one.code for one in BRANCHES if one.code == args.get("branch")), ""),
        reason=args["reason"] if args.get("reason") in set(LostReason) else "",
        model=args.get("model", type=plain), advisor=args.get("advisor", type=row_id),
        rival=args.get("rival", type=plain),
    )  # fmt: skip


def _figures(cut: queries.Slice) -> dict[str, Any]:
    tallies = queries.tallies(cut, g.stamp)
    by = request.args.get("by")
    by = by if by in review.DIMENSIONS else "model"
    total = sum(row.n for row in tallies)
    return {
        "total": total, "given_up": sum(row.given_up for row in tallies), "share": rules.share,
        "reasons": review.cut(tallies, "reason"), "models": review.cut(tallies, "model"),
        "advisors": review.cut(tallies, "advisor"), "rivals": [one for one in review.cut(tallies, "rival") if one.key],
        "cross": review.cross(tallies, by), "by": by, "gaps": rules.gaps(queries.gaps(cut, g.stamp)),
        "decisions": queries.decisions(cut.first, g.stamp), "applications": queries.applications(cut.first, g.stamp),
        "narrowed": cut.narrowed(), "link": lambda **more: _link(cut, by, **more), "most": review.LINES_MOST,
        "earlier": rules.before(cut.first), "next_month": rules.after(cut.first), "branch_names": BRANCH_NAMES,
    }  # fmt: skip


BRANCH_NAMES = {branch.code: branch.name for branch in BRANCHES}


def _link(cut: queries.Slice, by: str, /, **more: Any) -> str:
    """This page with something narrowed or opened (None takes it out)."""
    words = {"month": f"{cut.first:%Y-%m}", "by": by, **cut.narrowed(), **more}
    return url_for(".month", **{name: value for name, value in words.items() if value is not None})
