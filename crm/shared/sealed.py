"""What a browser sealed to the server's public key: the browser can add to it and never read it back.

One letter is ECDH on P-256 with a key pair made for this letter alone, HKDF-SHA256, AES-256-GCM; the associated data
binds the letter to its number, so that nobody can put one letter under another's (docs/dev/offline.md).
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PURPOSE = b"yuke tablet 1"


class Unreadable(Exception):
    """The letter was sealed for another key, or changed on its way."""


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: Any) -> bytes:
    try:
        return base64.urlsafe_b64decode(str(text) + "=" * (-len(str(text)) % 4))
    except ValueError as error:
        raise Unreadable from error


class Seals:
    """The server's private keys, by the fingerprint of their public half; set once by create_app."""

    def __init__(self) -> None:
        self._private: dict[str, ec.EllipticCurvePrivateKey] = {}

    def use(self, secrets: Sequence[bytes]) -> None:
        pairs = [ec.derive_private_key(int.from_bytes(one) % (ORDER - 1) + 1, CURVE) for one in secrets]
        self._private = {_mark(_point(pair.public_key())): pair for pair in pairs}

    def public(self) -> dict[str, str]:
        """What a tablet needs for sealing: the key's mark and its point (uncompressed, base64url)."""
        mark, pair = next(iter(self._private.items()))
        return {"id": mark, "point": b64(_point(pair.public_key()))}

    def seal(self, text: bytes, number: str) -> dict[str, str]:
        """A letter as a tablet writes it; nothing but the private key opens it again."""
        theirs, own = next(iter(self._private.values())).public_key(), ec.generate_private_key(CURVE)
        point = _point(own.public_key())
        key = _key(own.exchange(ec.ECDH(), theirs), point + _point(theirs))
        nonce = os.urandom(12)
        box = AESGCM(key).encrypt(nonce, text, number.encode())
        return {"key": number, "kid": _mark(_point(theirs)), "epk": b64(point), "iv": b64(nonce), "box": b64(box)}

    def open(self, letter: Mapping[str, Any], number: str) -> bytes:
        """The text of a letter; raises Unreadable when key, number or a single bit is another."""
        mine = self._private.get(str(letter.get("kid")))
        if mine is None:
            raise Unreadable
        try:
            point = unb64(letter.get("epk"))
            shared = mine.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
            key = _key(shared, point + _point(mine.public_key()))
            return AESGCM(key).decrypt(unb64(letter.get("iv")), unb64(letter.get("box")), number.encode())
        except (InvalidTag, ValueError) as error:
            raise Unreadable from error


def _key(shared: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=salt, info=PURPOSE).derive(shared)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _mark(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:16]


seals = Seals()
