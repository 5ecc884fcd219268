"""The store's doors: opened, corrected, closed; their secret made anew or taken back; the words of consent."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from crm.customers.rules import CONSENT_VERSION, CONSENTS
from crm.enquiries import queries
from crm.enquiries.models import ConsentText, Source, SourceToken
from crm.enquiries.rules import Routing, SourceKind
from crm.shared.clock import dice
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.stamp import Stamp
from crm.shared.words import _, catalogue
from crm.staff.actions import token_hash
from crm.staff.models import Team

ASKED = "marketing-sms"  # what the box on a form asks for; the enquiry itself needs no box
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # no sign that is read as another one
CODE_LENGTH = 10


def open_source(
    *, name: str, kind: SourceKind, channel: str, channel_detail: str = "", answer_minutes: int, in_hours: bool = True,
    a_minute: int = 60, routing: Routing, team_id: int | None = None, form_open: bool = False, stamp: Stamp,
) -> Source:  # fmt: skip
    """A new door, with the house's words for consent as its first version."""
    code = "".join(dice.choice(SIGNS) for _sign in range(CODE_LENGTH))
    source = Source(store_id=stamp.store_id, kind=kind, code=code)
    source.sign(stamp)
    _set(source, name, channel, channel_detail, answer_minutes, in_hours, a_minute, routing, team_id, form_open)
    db.session.add(source)
    db.session.flush()
    words = CONSENTS[ASKED].text
    add_text(source, version=CONSENT_VERSION, words=str(catalogue("zh").ugettext(words)), words_en=words, stamp=stamp)
    return source


def edit_source(
    source: Source, *, name: str, channel: str, channel_detail: str, answer_minutes: int, in_hours: bool,
    a_minute: int, routing: Routing, team_id: int | None, form_open: bool, version: int | None = None,
) -> Source:  # fmt: skip
    """Correct a door; what has come in stays as it was routed."""
    expect_version(source, version, name=source.name, answer_minutes=source.answer_minutes, routing=source.routing)
    _set(source, name, channel, channel_detail, answer_minutes, in_hours, a_minute, routing, team_id, form_open)
    return source


def _set(
    source: Source, name: str, channel: str, channel_detail: str, answer_minutes: int, in_hours: bool, a_minute: int,
    routing: Routing, team_id: int | None, form_open: bool,
) -> None:  # fmt: skip
    twin = select(Source.id).where(Source.store_id == source.store_id, Source.name == name, Source.id != source.id)
    with db.session.no_autoflush:
        if db.session.scalar(twin) is not None:
            raise Refused(_("There is a source of this name already."), "name")
    if routing is Routing.TEAM:
        team = db.session.get(Team, team_id) if team_id else None
        if team is None or team.store_id != source.store_id or team.archived_at:
            raise Refused(_("Choose the group that answers."), "team_id")
    source.name, source.channel, source.channel_detail = name, channel, channel_detail
    source.answer_minutes, source.in_hours, source.a_minute = answer_minutes, in_hours, a_minute
    source.routing, source.team_id = routing, team_id if routing is Routing.TEAM else None
    source.form_open = form_open


def close_source(source: Source, *, version: int | None = None, stamp: Stamp) -> None:
    """The door takes no more enquiries, whatever token they bring; what came stays."""
    expect_version(source, version, name=source.name)
    source.closed_at = source.closed_at or stamp.at


def reopen_source(source: Source, *, version: int | None = None) -> None:
    expect_version(source, version, name=source.name)
    source.closed_at = None


# ---- the secret
def renew_token(source: Source, *, stamp: Stamp) -> str:
    """A new secret, told once; the one before ends with it. Who did it and when stays as a row."""
    db.session.execute(select(Source.id).where(Source.id == source.id).with_for_update())
    revoke_token(source, stamp=stamp)
    token = "yk_" + secrets.token_urlsafe(32)
    row = SourceToken(store_id=source.store_id, source_id=source.id, token_hash=token_hash(token), ends_with=token[-4:])
    row.sign(stamp)
    db.session.add(row)
    return token


def revoke_token(source: Source, *, stamp: Stamp) -> None:
    """Whoever has the secret is refused from now on."""
    live = SourceToken.source_id == source.id, SourceToken.revoked_at.is_(None)
    db.session.execute(update(SourceToken).where(*live).values(revoked_at=stamp.at, revoked_by_id=stamp.by.id))


# ---- the words of consent
def add_text(source: Source, *, version: str, words: str, words_en: str = "", stamp: Stamp) -> ConsentText:
    """New words for consent; they are never changed afterwards, because people have agreed to them (F-71)."""
    if any(one.version == version for one in queries.texts(source.id)):
        raise Refused(_("This version exists already. Its words stay; give the new ones a new version."), "version")
    row = ConsentText(store_id=source.store_id, source_id=source.id, version=version, text=words, text_en=words_en)
    row.sign(stamp)
    db.session.add(row)
    db.session.flush()
    return row


def retire_text(source: Source, *, version: str, stamp: Stamp) -> None:
    """These words are no longer read out; an enquiry that names them is refused. One version always stays."""
    in_use = queries.text_versions(source.id)
    if version in in_use and len(in_use) == 1:
        raise Refused(_("One version has to stay in use. Add the new one first."))
    mine = ConsentText.source_id == source.id, ConsentText.version == version, ConsentText.retired_at.is_(None)
    db.session.execute(update(ConsentText).where(*mine).values(retired_at=stamp.at))
