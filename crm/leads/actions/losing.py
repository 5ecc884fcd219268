"""Applying for a lost sale, and the review by somebody else (R-236, F-15…F-17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from crm.leads import queries
from crm.leads.actions.agenda import put_on_agenda
from crm.leads.actions.owners import queue_anew
from crm.leads.models import Lead, LostDecision, LostSale
from crm.leads.queries import lost
from crm.leads.queries.evidence import counted_contacts
from crm.leads.rules import LostReason, Stage, Verdict
from crm.leads.rules.agenda import AgendaKind
from crm.leads.rules.giving_up import gave_up
from crm.leads.rules.lost import (
    REOPEN_MOST_DAYS,
    UNREACHABLE_DAYS,
    VERDICT_NAMES,
    failed_days,
    missing_facts,
    reopen_day_fits,
)
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.topics import raise_topic
from crm.shared.words import _

Handler = Callable[[LostSale, Lead, LostDecision, Stamp], Any]
_handlers: list[Handler] = []


def on_decided(handler: Handler) -> Handler:
    """Register what a higher feature does when an application is approved, sent back or withdrawn."""
    _handlers.append(handler)
    return handler


def mark_lost(
    lead: Lead, *, reason: LostReason, note: str = "", competitor_brand: str = "", competitor_model: str = "",
    competitor_store: str = "", price_gap: int | None = None, would_have_won: str = "", reopen_on: date | None = None,
    duplicate_of: int | None = None, stamp: Stamp,
) -> LostSale:  # fmt: skip
    """Apply to count the lead as lost; until the review it stays with its advisor. `price_gap` in fen."""
    _check_stage(lead)
    told = {
        "note": note.strip(), "competitor_brand": competitor_brand.strip(), "reopen_on": reopen_on,
        "competitor_model": competitor_model.strip(), "competitor_store": competitor_store.strip(),
    }  # fmt: skip
    for field, sentence in missing_facts(reason, {**told, "duplicate_of": duplicate_of}):
        raise Refused(_(sentence), field)
    _check_day(reopen_on, stamp)
    if duplicate_of is not None and (duplicate_of == lead.id or not lost.lead_in_store(stamp, duplicate_of)):
        raise Refused(_("There is no other lead with this number in the store."), "duplicate_of")
    failed = failed_days(queries.failed_call_days(lead.id, stamp.zone))
    _check_calls(reason, failed, stamp)
    contacts = counted_contacts(lead)
    sale = LostSale(
        store_id=lead.store_id, lead_id=lead.id, reason=reason, price_gap_fen=price_gap, **told,
        would_have_won=would_have_won.strip(), duplicate_of_id=duplicate_of, failed_days=failed, contacts=contacts,
        given_up=gave_up(reason, contacts, settings.of(lead.store_id))[0],
    )  # fmt: skip
    sale.sign(stamp)
    db.session.add(sale)
    lead.stage = Stage.LOST_PENDING
    raise_topic(lead.store_id, "lost")
    return sale


def _check_stage(lead: Lead) -> None:
    if lead.stage == Stage.LOST_PENDING:
        raise Refused(_("An application for this lead already waits for its review."))
    if lead.stage != Stage.OPEN:
        raise Refused(_("This lead is already closed."))


def _check_day(reopen_on: date | None, stamp: Stamp) -> None:
    most = settings.of(stamp.store_id)[REOPEN_MOST_DAYS]
    if reopen_on is not None and not reopen_day_fits(reopen_on, stamp.today, most):
        raise Refused(_("Choose a day from tomorrow on, within %(days)s days.", days=most), "reopen_on")


def _check_calls(reason: LostReason, failed: int, stamp: Stamp) -> None:
    wanted = settings.of(stamp.store_id)[UNREACHABLE_DAYS]
    if reason is LostReason.UNREACHABLE and failed < wanted:
        raise Refused(
            _("Unreachable means failed calls on %(wanted)s different days; so far there are %(failed)s.",
              wanted=wanted, failed=failed),
            "reason",
        )  # fmt: skip


def decide_lost(sale: LostSale, lead: Lead, *, verdict: Verdict, note: str = "", stamp: Stamp) -> LostDecision:
    """Approve an application, or send it back with words. Nobody decides about an own one."""
    _check_open(sale, lead)
    if sale.by_id == stamp.by.id:
        raise Refused(_("Somebody else decides about your own application."))
    if verdict is Verdict.SENT_BACK and not note.strip():
        raise Refused(_("Say what is still to be done."), "note")
    decision = _decision(sale, lead, verdict, note, stamp)
    if verdict is Verdict.APPROVED:
        lead.stage, lead.reopen_on = Stage.LOST, sale.reopen_on
        lead.next_on = lead.next_rule = lead.after_visit_on = lead.first_due_at = lead.first_due_on = None
    else:
        _go_on(sale, lead, decision, stamp)
    queue_anew(lead)
    return decision


def _go_on(sale: LostSale, lead: Lead, decision: LostDecision, stamp: Stamp) -> None:
    """The supervisor's words are the topic of the next call, and that call is due at once (F-15)."""
    lead.stage = Stage.OPEN
    if lead.next_on is None or lead.next_on > stamp.today:
        lead.next_on, lead.next_rule = stamp.today, "sent_back"
    put_on_agenda(lead, AgendaKind.SENT_BACK, decision.note, ref_id=sale.id, stamp=stamp)


def withdraw(sale: LostSale, lead: Lead, *, stamp: Stamp) -> LostDecision:
    """The applicant takes the application back; the lead goes on."""
    _check_open(sale, lead)
    if sale.by_id != stamp.by.id:
        raise Refused(_("Only the person who applied can withdraw."))
    lead.stage = Stage.OPEN
    return _decision(sale, lead, Verdict.WITHDRAWN, "", stamp)


def _check_open(sale: LostSale, lead: Lead) -> None:
    decided = lost.decision_on(sale.id)
    if decided is not None:
        raise Refused(
            _(
                "%(name)s has already decided: %(verdict)s.",
                name=decided.name or "?",
                verdict=_(VERDICT_NAMES[decided.verdict]),
            )
        )
    if lead.stage != Stage.LOST_PENDING:
        raise Refused(_("This lead is no longer under review."))


def _decision(sale: LostSale, lead: Lead, verdict: Verdict, note: str, stamp: Stamp) -> LostDecision:
    decision = LostDecision(store_id=sale.store_id, lost_sale_id=sale.id, verdict=verdict, note=note.strip())
    decision.sign(stamp)
    db.session.add(decision)
    db.session.flush()
    for handler in _handlers:
        handler(sale, lead, decision, stamp)
    raise_topic(lead.store_id, "lost")
    return decision
