"""An offer in writing: the price, the old car in payment, the loan, and until when it is good (R-235, R-237)."""

from __future__ import annotations

from datetime import date

from crm.leads.models import Lead
from crm.leads.rules import ACTIVE
from crm.orders.models import FinancePlan, Quotation, TradeIn
from crm.orders.rules import LOAN_MONTHS_MOST, contract_fen, monthly_fen
from crm.shared import settings
from crm.shared.db import db
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _


def offer(
    lead: Lead, *, model: str, price: int, valid_until: date, colour: str = "", equipment: int = 0, discount: int = 0,
    tax: int = 0, insurance: int = 0, plates: int = 0, other: int = 0, old_car: str = "", old_km: int | None = None,
    old_value: int | None = None, old_until: date | None = None, lender: str = "", down: int | None = None,
    months: int | None = None, rate_bp: int | None = None, stamp: Stamp,
) -> Quotation:  # fmt: skip
    """Quote a price. Amounts in fen. An old car and a loan are part of it when they are told."""
    if lead.stage not in ACTIVE:
        raise Refused(_("This lead is closed."))
    contract = contract_fen(price, equipment, discount)
    if contract <= 0:
        raise Refused(_("The discount is more than the price."), "discount")
    if valid_until < stamp.today:
        raise Refused(_("An offer is good until today or later."), "valid_until")
    quotation = Quotation(
        store_id=lead.store_id, lead_id=lead.id, customer_id=lead.customer_id, model=model.strip(),
        colour=colour.strip(), price_fen=contract, car_fen=price, equipment_fen=equipment, discount_fen=discount,
        tax_fen=tax, insurance_fen=insurance, plates_fen=plates, other_fen=other, valid_until=valid_until,
    )  # fmt: skip
    quotation.sign(stamp)
    told = [
        _old_car(old_car.strip(), old_km, old_value, old_until or valid_until, stamp),
        _loan(lender.strip(), contract, down, months, rate_bp, stamp),
    ]
    db.session.add(quotation)
    db.session.flush()
    for row in told:
        if row is not None:
            row.store_id, row.quotation_id = lead.store_id, quotation.id
            row.sign(stamp)
            db.session.add(row)
    return quotation


def _old_car(car: str, km: int | None, value: int | None, until: date, stamp: Stamp) -> TradeIn | None:
    """The car in payment: all of it is told, or nothing."""
    if not car and km is None and value is None:
        return None
    for missing, field, sentence in (
        (not car, "old_car", _("Which car is it? Brand, model and year.")),
        (km is None, "old_km", _("How many kilometres has it run?")),
        (value is None, "old_value", _("What does it count for?")),
        (until < stamp.today, "old_until", _("An offer is good until today or later.")),
    ):
        if missing:
            raise Refused(sentence, field)
    return TradeIn(car=car, mileage_km=km, value_fen=value, valid_until=until)


def _loan(
    lender: str, price: int, down: int | None, months: int | None, rate_bp: int | None, stamp: Stamp
) -> FinancePlan | None:
    """The loan as it would run; without months there is none."""
    if months is None and down is None:
        return None
    most = settings.of(stamp.store_id)[LOAN_MONTHS_MOST]
    if months is None or not 1 <= months <= most:
        raise Refused(_("A loan runs for 1 to %(most)s months.", most=most), "months")
    if down is None or not 0 <= down < price:
        raise Refused(_("Own money is less than the price."), "down")
    rate = rate_bp or 0
    return FinancePlan(
        lender=lender, down_fen=down, months=months, rate_bp=rate, monthly_fen=monthly_fen(price - down, months, rate)
    )
