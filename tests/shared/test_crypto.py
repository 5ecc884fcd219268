"""Personal data at rest opens only with its key and in its own column; equal values are found again (Decision 4)."""

from __future__ import annotations

import os

import pytest
from cryptography.exceptions import InvalidTag
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from crm.customers.models import Customer
from crm.shared import crypto
from crm.shared.crypto import Keys, blind, seal, unseal
from crm.shared.db import db
from tests.makers import make_customer


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "inside" not in request.fixturenames:
        ours = Keys()
        ours.use(b"f" * 32, b"i" * 32)
        monkeypatch.setattr(crypto, "keys", ours)


@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200))
def test_what_is_sealed_opens_again(words: str) -> None:
    crypto.keys.use(b"f" * 32, b"i" * 32)
    stored = seal(words, "customers.phone")
    assert unseal(stored, "customers.phone") == words
    assert stored.startswith("k1.") and stored != seal(words, "customers.phone"), "never the same twice"


def test_a_value_copied_into_another_column_does_not_open() -> None:
    with pytest.raises(InvalidTag):
        unseal(seal("13812341234", "customers.phone"), "customers.phone2")


def test_another_key_opens_nothing() -> None:
    stored = seal("13812341234", "customers.phone")
    crypto.keys.use(b"g" * 32, b"i" * 32)
    with pytest.raises(InvalidTag):
        unseal(stored, "customers.phone")


def test_a_changed_sign_is_noticed() -> None:
    stored = seal("13812341234", "customers.phone")
    changed = stored[:-3] + ("A" if stored[-3] != "A" else "B") + stored[-2:]
    with pytest.raises(InvalidTag):
        unseal(changed, "customers.phone")


def test_equal_numbers_meet_within_one_store_and_kind_only() -> None:
    mine = blind(1, "phone", "13812341234")
    assert mine == blind(1, "phone", "13812341234") and len(mine) == 22
    assert len({mine, blind(2, "phone", "13812341234"), blind(1, "last4", "13812341234"), blind(1, "phone", "13812341235")}) == 4
    crypto.keys.use(b"f" * 32, b"j" * 32)
    assert blind(1, "phone", "13812341234") != mine


def test_two_pairs_of_keys_are_told_apart_without_being_said() -> None:
    first = crypto.keys.fingerprint()
    crypto.keys.use(b"f" * 32, b"j" * 32)
    second = crypto.keys.fingerprint()
    crypto.keys.use(b"g" * 32, b"i" * 32)
    assert len({first, second, crypto.keys.fingerprint()}) == 3


def test_the_database_never_sees_a_number(inside: Flask) -> None:
    carl = make_customer(phone="13812341234")
    db.session.commit()
    stored = db.session.execute(text("SELECT phone, phone_index FROM customers")).one()
    assert stored.phone.startswith("k1.") and "1381234" not in stored.phone + stored.phone_index
    assert db.session.scalar(select(Customer.phone).where(Customer.id == carl.id)) == "13812341234"


def test_a_forked_process_never_takes_its_parents_nonces() -> None:
    """Nonces are taken from the system by the hundred; AES-GCM breaks when two processes use the same one."""
    from crm.shared import crypto

    crypto.fresh_nonce()
    ours, (ends, begins) = {*crypto._nonces}, os.pipe()
    child = os.fork()
    if child == 0:
        os.write(begins, crypto.fresh_nonce())
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(ends, crypto.NONCE)
    os.close(ends), os.close(begins)
    assert ours and theirs not in ours
    mine = [crypto.fresh_nonce() for _ in range(3 * crypto.AT_ONCE)]
    assert len(set(mine)) == len(mine)
