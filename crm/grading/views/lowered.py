"""The supervisor's list of lowered grades (F-04)."""

from __future__ import annotations

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.grading import actions
from crm.grading.forms import ReviewForm
from crm.grading.queries import lowered as queries
from crm.grading.rules.reviews import VERDICT_NAMES, Verdict
from crm.grading.views.blueprint import bp, views
from crm.shared.forms import Form
from crm.shared.web import allowed, done, row_id, show
from crm.shared.words import _, ngettext
from crm.staff.rules import Right


@bp.get("/grading/lowered")
@allowed(Right.REVIEW_LOST)
def lowered() -> Response:
    return _page(ReviewForm())


def _page(form: ReviewForm, about: int | None = None, status: int = 200) -> Response:
    reviewed = request.args.get("view") == "seen"
    rows = queries.lowered(g.stamp.by, reviewed=reviewed, before=request.args.get("before", type=row_id))
    return show(
        "grading/lowered.html", None, status, form=form, about=about, views=views(), reviewed=reviewed,
        rows=rows[: queries.PAGE], more=len(rows) > queries.PAGE, verdict_names=VERDICT_NAMES,
    )  # fmt: skip


@bp.post("/grading/lowered/reviews")
@allowed(Right.REVIEW_LOST)
def agree_with_suggested() -> Response:
    """Everything that only followed the suggestion, in one go."""
    form = Form()
    if form.submit(actions.agree_with_suggested, stamp=g.stamp):
        n = form.result
        said = ngettext("Agreed with %(n)s lowered grade.", "Agreed with %(n)s lowered grades.", n)
        return done(None, url_for(".lowered"), toast=said)
    return done(None, url_for(".lowered"), toast=form.message)


@bp.post("/grading/lowered/<int:grade_change_id>/review")
@allowed(Right.REVIEW_LOST)
def review(grade_change_id: int) -> Response:
    """Agree, or put the old grade back with a word to the advisor."""
    change, lead = queries.change_for(g.stamp.by, grade_change_id)
    form = ReviewForm(request.form)
    if form.submit(actions.review, change, lead, stamp=g.stamp):
        back = form.verdict.data is Verdict.PUT_BACK
        said = _("Put back to %(grade)s.", grade=change.old) if back else _("Noted as right.")
        return done(None, url_for(".lowered"), toast=said)
    return _page(form, grade_change_id, form.status)
