"""Personal data at rest: AES-256-GCM per column, and keyed blind indexes to find a value again.

Source: Decision 4. A stored value is `k<key>.<base64url of nonce + ciphertext>`; the associated data is
`table.column`, so a value copied into another column does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

NONCE = 12
AT_ONCE = 256  # nonces taken from the system with one call
BLINDS = 4_096  # a batch of rows asks for the same ones again and again


class Keys:
    """The process's keys; set once by create_app."""

    def __init__(self) -> None:
        self._box: AESGCM | None = None
        self._index = b""
        self.blind = lru_cache(maxsize=BLINDS)(self._blind)

    def use(self, field_key: bytes, index_key: bytes) -> None:
        self._box = AESGCM(field_key)
        self._index = index_key
        self.blind.cache_clear()

    @property
    def box(self) -> AESGCM:
        if self._box is None:
            raise RuntimeError("the field key is not set; create_app() sets it")
        return self._box

    def mac(self, text: str) -> bytes:
        if not self._index:
            raise RuntimeError("the index key is not set; create_app() sets it")
        return hmac.digest(self._index, text.encode(), hashlib.sha256)

    def _blind(self, store_id: int, kind: str, normalised: str) -> str:
        return base64.urlsafe_b64encode(self.mac(f"{store_id}|{kind}|{normalised}")[:16])[:22].decode()

    def fingerprint(self) -> str:
        """Tells two pairs of keys apart without saying anything about them."""
        return self.mac("fingerprint|" + seal("fingerprint", "k", nonce=bytes(NONCE)))[:8].hex()


keys = Keys()


_nonces: list[bytes] = []
os.register_at_fork(after_in_child=_nonces.clear)  # two processes must never take the same one


def fresh_nonce() -> bytes:
    """One that was never used: from the system, some hundreds with one call."""
    while True:
        try:
            return _nonces.pop()
        except IndexError:
            stock = os.urandom(NONCE * AT_ONCE)
            _nonces.extend(stock[start : start + NONCE] for start in range(0, len(stock), NONCE))


def seal(text: str, column: str, *, nonce: bytes | None = None) -> str:
    """Encrypt for one column, `table.column`."""
    nonce = nonce or fresh_nonce()
    body = nonce + keys.box.encrypt(nonce, text.encode(), column.encode())
    return "k1." + base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def unseal(stored: str, column: str) -> str:
    """Decrypt; raises cryptography.exceptions.InvalidTag when key or column is not the one it was sealed for."""
    body = stored.split(".", 1)[1]
    raw = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    return keys.box.decrypt(raw[:NONCE], raw[NONCE:], column.encode()).decode()


def seal_bytes(content: bytes, bound: str) -> bytes:
    """Encrypt a file; it opens only with the same words of what it is bound to."""
    nonce = os.urandom(NONCE)
    return nonce + keys.box.encrypt(nonce, content, bound.encode())


def unseal_bytes(stored: bytes, bound: str) -> bytes:
    """Decrypt a file; raises cryptography.exceptions.InvalidTag when it was sealed for something else."""
    return keys.box.decrypt(stored[:NONCE], stored[NONCE:], bound.encode())


def blind(store_id: int, kind: str, normalised: str) -> str:
    """The keyed blind index of a normalised value: 22 signs (128 bits), equal values give equal signs."""
    return keys.blind(store_id, kind, normalised)


class Cipher(TypeDecorator[str]):
    """A text column that the database never sees in the clear: `mapped_column(Cipher("customers.phone"))`."""

    impl = Text
    cache_ok = True

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None or value == "" else seal(value, self.column)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else unseal(value, self.column)
