"""The desk: what has been issued and can be handed out, what goes out next, one coupon's whole story."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, request, url_for
from werkzeug.wrappers import Response

from crm.coupons import actions, queries, rules
from crm.coupons.actions.causes import offer_for
from crm.coupons.forms import CauseForm, DecisionForm, NothingForm, ReasonForm
from crm.coupons.offers import TRIGGER_NAMES, Trigger
from crm.coupons.rules import Period
from crm.coupons.views.base import bp
from crm.coupons.wording import MESSAGE, message_of
from crm.shared import settings
from crm.shared.web import allowed, done, not_found, row_id, show, wants_part
from crm.shared.words import N_, _, language
from crm.staff.rules import Right

PREVIEWED = 50
KINDS = {
    "issued": N_("Given"), "redeemed": N_("Redeemed"), "reversed": N_("Redemption taken back"),
    "expired": N_("Expired"), "void": N_("Taken back"),
}  # fmt: skip


@bp.get("/campaigns")
@allowed(Right.COUPONS)
def campaigns() -> Response:
    """Issued coupons to hand out: text to copy, paper to print, a number to dial. Nothing leaves by itself."""
    store, offer = g.stamp.store_id, request.args.get("offer", type=row_id)
    before, everything = request.args.get("before", type=row_id), request.args.get("show") == "all"
    rows = queries.issued(store, offer_id=offer, before=before, only_open=not everything)
    return show("coupons/campaigns.html", "coupons/_issued.html", **_list(rows), **_around(offer))


def _list(rows: Any) -> dict[str, Any]:
    """One page of coupons, the text for each, and the way to the next page."""
    page = rows[: queries.PAGE]
    kept: dict[str, Any] = {name: value for name in ("offer", "show") if (value := request.args.get(name))}
    next_url = url_for(".campaigns", **kept, before=page[-1].id) if len(rows) > queries.PAGE else ""
    store = _store_name()
    wording = settings.of(g.stamp.store_id).text(MESSAGE)
    texts = {row.id: message_of(row, store, _link(row), wording) for row in page}
    return {"rows": page, "texts": texts, "next_url": next_url}


def _around(offer: int | None) -> dict[str, Any]:
    """What stands beside the list; a further page of rows needs none of it."""
    if wants_part():
        return {}
    store = g.stamp.store_id
    return {
        "offers": queries.offers_of(store), "offer": offer, "latest": queries.campaigns(store),
        "asked": queries.open_requests(store), "open": queries.open_count(store), "most": queries.MOST,
        "triggers": TRIGGER_NAMES, "period": rules.period_running(g.stamp.today), "decision": DecisionForm(),
        "shown": request.args.get("show", ""),
    }  # fmt: skip


def _store_name() -> str:
    here = g.present
    return str((here.store_name_en if language() == "en" else "") or here.store_name)


def _link(row: Any) -> str:
    return url_for(".coupon_page", code=row.code, _external=True)


@bp.get("/campaigns/loyalty")
@allowed(Right.COUPONS)
def loyalty() -> Response:
    """The list of the loyalty reward before anybody gets it (R-513)."""
    return show("coupons/loyalty.html", form=CauseForm(), **_loyalty())


def _loyalty() -> dict[str, Any]:
    numbers, store = settings.of(g.stamp.store_id), g.stamp.store_id
    closed, running = rules.period_closed(g.stamp.today), rules.period_running(g.stamp.today)
    period = running if request.args.get("cause") == running.cause else closed
    share, least = numbers[rules.LOYALTY_SHARE], numbers[rules.LOYALTY_VISITS]
    people, rows = queries.preview(store, period, share=share, least=least, limit=PREVIEWED)
    offer = offer_for(Trigger.LOYALTY, store)
    return {
        "period": period, "closed": closed, "running": running, "people": people, "rows": rows, "share": share,
        "least": least, "given": offer and queries.campaign_of(offer.id, period.cause),
        "review_days": numbers[rules.LOYALTY_REVIEW_DAYS], "automatic": _automatic(period, numbers),
    }  # fmt: skip


def _automatic(period: Period, numbers: Any) -> bool:
    """Whether the timetable will still issue this period by itself."""
    days = numbers[rules.LOYALTY_REVIEW_DAYS] + numbers[rules.LOYALTY_LATE_DAYS]
    return bool(g.stamp.today <= period.last + timedelta(days=days + 1))


@bp.post("/campaigns/loyalty")
@allowed(Right.CAMPAIGNS)
def confirm_loyalty() -> Response:
    form = CauseForm(request.form)
    if form.submit(actions.confirm_loyalty, stamp=g.stamp):
        toast = _("The reward is being issued to %(n)s customers.", n=form.result.people)
        return done(None, url_for(".campaigns"), toast=toast)
    return show("coupons/loyalty.html", None, form.status, form=form, **_loyalty())


@bp.get("/campaigns/win-back")
@allowed(Right.COUPONS)
def win_back() -> Response:
    """Owners who stay away and have not had the gift for this absence (R-514)."""
    return show("coupons/win_back.html", form=NothingForm(), **_waiting())


def _waiting() -> dict[str, Any]:
    offer = offer_for(Trigger.CHURN, g.stamp.store_id)
    states = rules.CHURN_STATES[settings.of(g.stamp.store_id)[rules.CHURN_STATE]]
    rows = queries.waiting_for(g.stamp.store_id, offer.id, states) if offer else []
    return {"rows": rows[:PREVIEWED], "people": len(rows), "most": queries.MOST}


@bp.post("/campaigns/win-back")
@allowed(Right.CAMPAIGNS)
def win_back_all() -> Response:
    form = NothingForm(request.form)
    if form.submit(actions.win_back_all, stamp=g.stamp):
        toast = _("The gift is being issued to %(n)s customers.", n=form.result.people)
        return done(None, url_for(".campaigns"), toast=toast)
    return show("coupons/win_back.html", None, form.status, form=form, **_waiting())


@bp.get("/coupons/<int:coupon_id>")
@allowed(Right.COUPONS)
def coupon(coupon_id: int) -> Response:
    """One coupon: what it is, the text to copy, every line of its ledger."""
    return _coupon(coupon_id, ReasonForm())


@bp.post("/coupons/<int:coupon_id>/reversal")
@allowed(Right.REVERSE)
def reverse(coupon_id: int) -> Response:
    form = ReasonForm(request.form)
    if form.submit(actions.reverse, (queries.coupon_for(g.stamp.store_id, coupon_id) or not_found()).id, stamp=g.stamp):
        return done(None, url_for(".coupon", coupon_id=coupon_id), toast=_("The redemption is taken back."))
    return _coupon(coupon_id, form, form.status)


@bp.post("/coupons/<int:coupon_id>/void")
@allowed(Right.REVERSE)
def void(coupon_id: int) -> Response:
    form = ReasonForm(request.form)
    if form.submit(actions.void, (queries.coupon_for(g.stamp.store_id, coupon_id) or not_found()).id, stamp=g.stamp):
        return done(None, url_for(".coupon", coupon_id=coupon_id), toast=_("The coupon is taken back."))
    return _coupon(coupon_id, form, form.status)


def _coupon(coupon_id: int, form: ReasonForm, status: int = 200) -> Response:
    found = queries.coupon_for(g.stamp.store_id, coupon_id) or not_found()
    lines = queries.ledger_of(coupon_id)
    redeemed = lines[-1].kind == "redeemed"
    return show(
        "coupons/coupon.html", None, status, row=found, lines=lines, form=form, redeemed=redeemed, link=_link(found),
        text=message_of(found, _store_name(), _link(found), settings.of(g.stamp.store_id).text(MESSAGE)),
        over=found.valid_until < g.stamp.today, kinds=KINDS,
    )  # fmt: skip
