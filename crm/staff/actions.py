"""Opening a store, taking people on, signing them in and out."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select, update

from crm.shared.crypto import keys
from crm.shared.db import db
from crm.shared.forms import Refused, expect_version
from crm.shared.queue import Outbox
from crm.shared.stamp import Stamp
from crm.shared.words import _
from crm.staff.models import Device, IdempotencyKey, OpeningHours, SignIn, SignInTry, Staff, StaffRole, Store, Team
from crm.staff.rules import DeviceKind, Role, rights_of, weak_password, weak_pin

hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's argon2id floor; 4 threads a process
TRY_WINDOW = timedelta(minutes=15)

_on_store_opened: list[Callable[[int, Stamp], None]] = []


def on_store_opened(function: Callable[[int, Stamp], None]) -> Callable[[int, Stamp], None]:
    """Register `(store_id, stamp)`: what a feature lays out in a new store (offers, plans, texts)."""
    _on_store_opened.append(function)
    return function


def open_store(*, code: str, name: str, name_en: str = "", brand: str = "", demo: bool = False, at: datetime) -> Store:
    """A new store with its opening hours and every feature's first rows."""
    store = Store(code=code, name=name, name_en=name_en, brand=brand, demo=demo, opened_at=at)
    db.session.add(store)
    db.session.flush()
    for weekday in range(7):
        db.session.add(OpeningHours(store_id=store.id, weekday=weekday, opens=time(9), closes=time(18)))
    from crm.shared.stamp import machine

    stamp = machine(store.id, at, store.zone)
    for lay_out in _on_store_opened:
        lay_out(store.id, stamp)
    return store


def add_team(*, store_id: int, name: str) -> Team:
    team = Team(store_id=store_id, name=name)
    db.session.add(team)
    db.session.flush()
    return team


def hire(
    *,
    store_id: int,
    username: str,
    name: str,
    password_hash: str,
    roles: Sequence[Role],
    team_id: int | None = None,
    name_en: str = "",
    pin_hash: str | None = None,
    demo: bool = False,
    language: str = "zh",
    stamp: Stamp,
) -> Staff:
    """Take a person on. Nobody gives rights beyond their own, except the machine and an administrator."""
    _refuse_more_rights(roles, stamp)
    if db.session.scalar(select(Staff.id).where(Staff.username == username)):
        raise Refused(_("This sign-in name is taken."), field="username")
    person = Staff(
        store_id=store_id, username=username, name=name, name_en=name_en, password_hash=password_hash,
        team_id=team_id, pin_hash=pin_hash, demo=demo, language=language, created_at=stamp.at,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    db.session.add_all(StaffRole(staff_id=person.id, role=role) for role in roles)
    db.session.flush()
    return person


def _refuse_more_rights(roles: Sequence[Role], stamp: Stamp) -> None:
    by = stamp.by
    if by.id is None or Role.ADMIN in by.roles:
        return
    if rights_of(frozenset(roles)) - by.rights:
        raise Refused(_("You cannot give rights that you do not have yourself."), field="roles")


def disable(person: Staff, *, version: int | None = None, stamp: Stamp) -> None:
    """The person no longer works here: every session of theirs ends in this transaction."""
    if person.id == stamp.by.id:
        raise Refused(_("You cannot disable yourself."))
    expect_version(person, version)
    person.disabled_at, person.disabled_by_id = stamp.at, stamp.by.id
    end_sessions(person.id, stamp.at)


def end_sessions(staff_id: int, at: datetime) -> None:
    """End every live session of one person."""
    db.session.execute(
        update(SignIn).where(SignIn.staff_id == staff_id, SignIn.ended_at.is_(None)).values(ended_at=at)
    )


def hash_secret(secret: str) -> str:
    """argon2id of a password or PIN. Slow on purpose: never call it inside a writing transaction."""
    return hasher.hash(secret)


def check_new_password(password: str, username: str) -> None:
    why = weak_password(password, username)
    if why:
        raise Refused(_(why), field="password")


def check_new_pin(pin: str) -> None:
    why = weak_pin(pin)
    if why:
        raise Refused(_(why), field="pin")


_NOBODY = hasher.hash("nobody at all")


def verify(stored: str | None, secret: str) -> bool:
    """True when the secret is right; takes as long for a person who does not exist."""
    try:
        hasher.verify(stored or _NOBODY, secret)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def token_hash(token: str) -> str:
    """What the database keeps of a random token."""
    return hashlib.sha256(token.encode()).hexdigest()


def start_session(person: Staff, *, device_id: int | None, at: datetime) -> str:
    """A fresh session; the token goes into the cookie and nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignIn(
            store_id=person.store_id, staff_id=person.id, token_hash=token_hash(token), device_id=device_id,
            started_at=at, seen_at=at,
        )  # fmt: skip
    )
    return token


def end_session(session_id: int, at: datetime) -> None:
    """Sign out: on the server, at once."""
    db.session.execute(update(SignIn).where(SignIn.id == session_id).values(ended_at=at))


def pair_device(name: str, stamp: Stamp, *, kind: str = DeviceKind.RECEPTION) -> str:
    """Make this browser one that the store shares; the token goes into its own cookie."""
    token = secrets.token_urlsafe(32)
    device = Device(store_id=stamp.store_id, token_hash=token_hash(token), name=name, kind=kind)
    device.sign(stamp)
    db.session.add(device)
    return token


def who_digest(text: str) -> str:
    """The throttle's name for a sign-in name or an address."""
    return keys.mac(f"try|{text.casefold()}")[:12].hex()


def too_many_tries(names: Sequence[str], limit: int, at: datetime) -> bool:
    """True when any of these (sign-in name, address) failed too often in the last 15 minutes."""
    counts = (
        select(func.count())
        .where(SignInTry.who.in_([who_digest(name) for name in names]), SignInTry.at > at - TRY_WINDOW)
        .group_by(SignInTry.who)
    )
    return any(count >= limit for count in db.session.scalars(counts))


def choose_language(staff_id: int, language: str) -> None:
    """The language of this person's pages."""
    db.session.execute(update(Staff).where(Staff.id == staff_id).values(language=language))


KEPT = timedelta(days=30)


def forget_old(stamp: Stamp) -> None:
    """Remove technical rows older than 30 days; no fact of the trade is among them (Decision 8)."""
    before = stamp.at - KEPT
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < before))
    db.session.execute(delete(SignInTry).where(SignInTry.at < before))
    db.session.execute(delete(SignIn).where(SignIn.started_at < before, SignIn.ended_at.is_not(None)))
    db.session.execute(delete(Outbox).where(Outbox.done_at < before))
