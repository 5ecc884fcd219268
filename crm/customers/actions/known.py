"""What people learn about a customer: facts, tags, what they agreed to; and looking at a number in full."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from crm.customers import queries
from crm.customers.contacts import Contact
from crm.customers.models import (
    ConsentGiven,
    Customer,
    CustomerTag,
    ProfileFact,
    Reveal,
)
from crm.customers.rules import (
    CONSENT_VERSION,
    CONSENTS,
    FIELDS,
    TAG_LONGEST,
)
from crm.shared import settings
from crm.shared.db import db, insert_missing
from crm.shared.forms import Refused
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Staff
from crm.staff.rules import REVEALS_A_DAY

Heard = Callable[[int, str, bool, Stamp], None]
_heard: list[Heard] = []


def on_consent(function: Heard) -> Heard:
    """Register `(customer_id, consent, given, stamp)`: what a feature does when somebody agrees or takes it back."""
    _heard.append(function)
    return function


def note_facts(customer: Customer, *, source: str, only_new: bool = False, stamp: Stamp, **values: str | None) -> int:
    """Add what was learnt (R-211, R-212): one row per field that is new; an emptied field is taken back.

    With `only_new` a fact that is known already stays: a short note never replaces what somebody has asked for.
    """
    before = queries.portrait(customer.id).facts
    if only_new:
        values = {name: value for name, value in values.items() if name not in before}
    changed = {
        name: value.strip()
        for name, value in values.items()
        if name in FIELDS and value is not None and value.strip() != (before[name].value if name in before else "")
    }
    for name, value in changed.items():
        fact = ProfileFact(customer_id=customer.id, field=name, value=value or None, source=source, on_day=stamp.today)
        fact.sign(stamp)
        db.session.add(fact)
    return len(changed)


def put_tag(customer: Customer, *, tag: str, stamp: Stamp) -> None:
    """Put a word on a customer; the same one twice is one (R-149)."""
    tag = tag.strip()
    if not tag or len(tag) > TAG_LONGEST:
        raise Refused(_("A tag has 1 to %(most)s signs.", most=TAG_LONGEST), field="tag")
    insert_missing(CustomerTag, [{"customer_id": customer.id, "tag": tag, "by_id": stamp.by.id, "at": stamp.at}])


def take_tag_off(customer: Customer, *, tag: str, stamp: Stamp) -> None:
    """Take a word off again; who and when stays."""
    row = db.session.scalar(
        select(CustomerTag).where(
            CustomerTag.customer_id == customer.id, CustomerTag.tag == tag, CustomerTag.off_at.is_(None)
        )
    )
    if row:
        row.off_at, row.off_by_id = stamp.at, stamp.by.id


def record_consent(
    customer: Customer, *, consent: str, given: bool, text_version: str = CONSENT_VERSION, stamp: Stamp
) -> None:
    """What the customer answered, with the version of the words; taking back is the same row with "no" (F-72)."""
    asked = CONSENTS[consent]
    row = ConsentGiven(
        customer_id=customer.id,
        purpose=asked.purpose,
        channel=asked.channel,
        given=given,
        text_version=text_version,
    )
    row.sign(stamp)
    db.session.add(row)
    for heard in _heard:
        heard(customer.id, consent, given, stamp)


Holding = Callable[[int, str, str, Stamp], None]
_holding: list[Holding] = []


def before_reveal(hold: Holding) -> Holding:
    """Register `(customer_id, reason, why, stamp)`: what may refuse a number before it is shown (F-62, F-63)."""
    _holding.append(hold)
    return hold


def reveal(customer: Customer, *, reason: str, why: str = "", stamp: Stamp, what: str = "phone") -> str | None:
    """The number in full, logged with its reason (F-84); None when today's limit of this person is reached.

    `why` is what the person says when a rule speaks against it.
    """
    if not _may_look(customer.id, what, reason, why, stamp):
        return None
    found: Mapping[str, Any] = {"phone": customer.phone, "phone2": customer.phone2}
    return found[what] or ""


def reveal_contact(
    contact: Contact, firm: Customer, *, reason: str, why: str = "", stamp: Stamp, **_form: Any
) -> str | None:
    """The number of somebody who stands for a firm; logged on their own file, else on the firm's."""
    return (contact.phone or "") if _may_look(contact.person_id or firm.id, "contact", reason, why, stamp) else None


def _may_look(customer_id: int, what: str, reason: str, why: str, stamp: Stamp) -> bool:
    for hold in _holding:
        hold(customer_id, reason, why, stamp)
    return log_look(customer_id, what, reason, stamp)


def log_look(customer_id: int, what: str, reason: str, stamp: Stamp) -> bool:
    """Write down that somebody looks at what is kept from view; False when their limit of the day is reached."""
    db.session.execute(select(Staff.id).where(Staff.id == stamp.by.id).with_for_update())  # one at a time per person
    if queries.reveals_on(stamp.by, stamp.today) >= settings.of(stamp.store_id)[REVEALS_A_DAY]:
        return False
    row = Reveal(store_id=stamp.store_id, customer_id=customer_id, what=what, reason=reason, on_day=stamp.today)
    row.sign(stamp)
    db.session.add(row)
    return True
