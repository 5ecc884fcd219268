"""Taking an enquiry from any public door: counted, limited, and tried again when two came at once."""

from __future__ import annotations

from flask import g
from sqlalchemy.exc import DBAPIError, IntegrityError

from crm.customers.rules import digits_of, normalise_phone
from crm.enquiries import actions, queries
from crm.enquiries.models import Enquiry, Source
from crm.enquiries.rules import Asked
from crm.enquiries.views.wire import No, wait_s
from crm.shared.db import db
from crm.shared.stamp import machine
from crm.shared.words import _
from crm.staff.gate import journal

TRIES = 3


def take(source: Source, zone: str, asked: Asked, key: str) -> Enquiry:
    """One place of this minute's, then the enquiry itself. What is refused is counted as well, after the answer."""
    source_id = source.id
    try:
        return _take(source, zone, asked, key)
    except No as no:
        if no.status != 429:
            journal(actions.count_one(source_id, g.now))
        raise


def _take(source: Source, zone: str, asked: Asked, key: str) -> Enquiry:
    stamp = machine(source.store_id, g.now, zone)
    for left in reversed(range(TRIES)):
        try:
            if (db.session.scalar(actions.count_one(source.id, g.now)) or 0) > source.a_minute:
                raise No(429, _("Too many enquiries in a minute. Send it again a little later."),
                         headers={"Retry-After": wait_s(g.now.second)})  # fmt: skip
            enquiry = actions.receive(source, asked=asked, phone=_checked(source, asked), key=key, stamp=stamp)
            db.session.flush()
            return enquiry
        except actions.Clash:
            raise No(409, _("This key came before with another enquiry. Give each enquiry a key of its own.")) from None
        except IntegrityError:  # the same person, or the same key, a moment ago: it is on file now
            db.session.rollback()
            if not left:
                break
        except DBAPIError:
            db.session.rollback()
            break
    raise No(503, _("We are busy just now. Send it again in a moment."), headers={"Retry-After": "2"})


def _checked(source: Source, asked: Asked) -> str:
    """The phone in one spelling; all that is wrong is said at once, each under its field."""
    errors = {name: _(sentence, **facts) for name, (sentence, facts) in asked.errors.items()}
    phone = normalise_phone(asked.phone)
    if phone is None and "phone" not in errors:
        errors["phone"] = (
            _("A mobile number has 11 digits; this has %(n)s.", n=len(digits_of(asked.phone)))
            if asked.phone
            else _("A phone number is needed; everything else can come later.")
        )
    version = asked.consent_text_version
    if version and version not in queries.text_versions(source.id) and "consent_text_version" not in errors:
        errors["consent_text_version"] = _("This source does not use this version of the words.")
    if errors or phone is None:
        raise No(422, _("This cannot be taken."), errors)
    return phone
