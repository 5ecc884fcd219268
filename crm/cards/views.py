"""One's own card, the customer's look at it, and telling customers who looks after them now (R-344)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm.cards import actions, queries
from crm.cards.forms import CardForm, SentForm, StoreForm, VersionForm
from crm.cards.models import AdvisorCard
from crm.customers.models import Customer
from crm.customers.naming import called
from crm.leads.models import Lead
from crm.leads.queries import lead_for
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.filters import named
from crm.shared.qr import qr_drawing
from crm.shared.stamp import Stamp
from crm.shared.web import allowed, done, not_found, panel, public, row_id, show
from crm.shared.words import _
from crm.staff.models import OpeningHours, Staff, Store
from crm.staff.rules import Right

bp = Blueprint("cards", __name__)
SELLERS = (Right.SELL, Right.TEAM_LEADS, Right.ALL_LEADS)


@bp.get("/a/<token>")
@public
def public_card(token: str) -> Response:
    """For the customer: nobody's name but the advisor's and who stands in; works in old in-app browsers."""
    card = queries.public_card(token) or not_found()
    weekday = clock.day(g.now, card.zone).weekday()
    hours = db.session.execute(
        select(OpeningHours.opens, OpeningHours.closes).where(
            OpeningHours.store_id == card.AdvisorCard.store_id, OpeningHours.weekday == weekday,
            OpeningHours.archived_at.is_(None),
        )
    ).first()  # fmt: skip
    return show("cards/public.html", card=card, hours=hours, token=token)


@panel("me", Right.SELL)
def _mine(_staff_id: int, _stamp: Stamp) -> tuple[str, Mapping[str, Any]]:
    return "cards/_me.html", {}


@panel("my_day", Right.SELL)
def _untold(staff_id: int, stamp: Stamp) -> tuple[str, Mapping[str, Any]] | None:
    """Beside the day: how many customers do not know yet who looks after them."""
    n = queries.count_untold(stamp.store_id, staff_id) if staff_id == stamp.by.id else 0
    return ("cards/_untold.html", {"n": n}) if n else None


@bp.get("/card")
@allowed(Right.SELL)
def own() -> Response:
    card = queries.card_of(g.stamp.by.id)
    kept = {name: getattr(card, name) or "" for name in ("phone", "desk", "wechat", "line")} if card else {}
    return _own(CardForm(data=kept), card, 200)


def _own(form: CardForm, card: AdvisorCard | None, status: int) -> Response:
    return show("cards/own.html", None, status, form=form, card=card, **_sent_as(card))


def _sent_as(card: AdvisorCard | None) -> dict[str, Any]:
    """The card's address, and its drawing for a camera."""
    link = url_for("cards.public_card", token=card.token, _external=True) if card else ""
    return {"link": link, "picture": qr_drawing(link) if link else None}


@bp.post("/card")
@allowed(Right.SELL)
def write() -> Response:
    form = CardForm(request.form)
    if form.submit(actions.write_card, stamp=g.stamp):
        return done(None, url_for(".own"), toast=_("Your card is saved."))
    return _own(form, queries.card_of(g.stamp.by.id), form.status)


@bp.post("/card/address")
@allowed(Right.SELL)
def renew() -> Response:
    card, form = queries.card_of(g.stamp.by.id) or not_found(), VersionForm(request.form)
    renewed = form.submit(actions.renew_address, card, stamp=g.stamp)
    return done(None, url_for(".own"), toast=_("The old address shows nothing any more.") if renewed else form.message)


@bp.get("/card/store")
@allowed(Right.SETTINGS)
def store() -> Response:
    here = db.session.get_one(Store, g.stamp.store_id)
    return _store(StoreForm(data={"hotline": here.phone, "address": here.address}), here, 200)


def _store(form: StoreForm, here: Store, status: int) -> Response:
    return show("cards/store.html", None, status, form=form, here=here)


@bp.post("/card/store")
@allowed(Right.SETTINGS)
def write_store() -> Response:
    here, form = db.session.get_one(Store, g.stamp.store_id), StoreForm(request.form)
    if form.submit(actions.write_store, here):
        return done(None, url_for(".store"), toast=_("Saved. It stands on every card now."))
    return _store(form, here, form.status)


@bp.get("/card/customers")
@allowed(Right.SELL)
def customers() -> Response:
    rows, more = queries.untold(g.stamp.by, request.args.get("after", type=row_id))
    return show("cards/customers.html", rows=rows, more=more)


@bp.get("/leads/<int:lead_id>/card")
@allowed(*SELLERS)
def for_customer(lead_id: int) -> Response:
    return _telling(lead_for(g.stamp.by, lead_id), SentForm(), 200)


@bp.post("/leads/<int:lead_id>/card")
@allowed(*SELLERS)
def sent(lead_id: int) -> Response:
    lead, form = lead_for(g.stamp.by, lead_id), SentForm(request.form)
    if form.submit(actions.note_sending, lead, stamp=g.stamp):
        return done(None, url_for("leads.detail", lead_id=lead_id), toast=_("Written down: the customer knows."))
    return _telling(lead, form, form.status)


def _telling(lead: Lead, form: SentForm, status: int) -> Response:
    """The words to send, with the card's address."""
    card = queries.card_of(lead.owner_id) if lead.owner_id else None
    told, news = _sent_as(card), queries.news_of(lead.id)
    words = _words(lead, news, told["link"]) if card else ""
    return show("cards/telling.html", None, status, lead=lead, form=form, card=card, news=news, words=words, **told)


def _words(lead: Lead, news: Any, link: str) -> str:
    """What the advisor copies; the customer reads it."""
    who, owner = db.session.get_one(Customer, lead.customer_id), db.session.get_one(Staff, lead.owner_id)
    facts = {"who": called(who), "name": named(owner), "link": link}
    if news is not None and news.what == "advisor":
        return _("Hello %(who)s, this is %(name)s. From now on I look after you. My card: %(link)s", **facts)
    if news is not None:
        return _("Hello %(who)s, this is %(name)s. My number has changed; the new one is here: %(link)s", **facts)
    return _("Hello %(who)s, this is %(name)s. Here is how you reach me: %(link)s", **facts)
