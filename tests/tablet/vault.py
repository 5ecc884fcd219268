"""A tablet as the tests hold it: it seals letters as a browser does, and uploads them by its pairing."""

from __future__ import annotations

import json
import os
import secrets
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from crm.shared.sealed import CURVE, b64, unb64
from tests.support import sign_in

ORIGIN = {"Origin": "http://localhost"}


def seal(text: str, number: str, key: dict[str, str]) -> dict[str, str]:
    """One letter to the server's public key, as static/js/tablet/vault.js writes it."""
    point = unb64(key["point"])
    own = ec.generate_private_key(CURVE)
    epk = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
    aes = HKDF(SHA256(), 32, salt=epk + point, info=b"yuke tablet 1").derive(shared)
    iv = os.urandom(12)
    box = AESGCM(aes).encrypt(iv, text.encode(), number.encode())
    return {"key": number, "kid": key["id"], "epk": b64(epk), "iv": b64(iv), "box": b64(box)}


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


class Tablet:
    """A paired browser. `off` is how far its clock is wrong (its time minus the real one)."""

    def __init__(self, app: Flask, name: str = "Reception 1", off: timedelta = timedelta()) -> None:
        from crm.shared.clock import clock

        self.app, self.off, self.clock = app, off, clock
        self.client: FlaskClient = sign_in(app.test_client(), "admin")
        assert self.client.post("/settings/devices", data={"device": name}).status_code == 303
        self.client.delete_cookie("yuke")
        self.state = self.client.get("/tablet/state").get_json()

    @property
    def id(self) -> int:
        return int(self.state["device"])

    def signed_in(self, *usernames: str, at: datetime | None = None) -> Tablet:
        """These people had a session on it today, which has ended since."""
        from crm.shared.db import db
        from crm.staff.models import SignIn, Staff

        with self.app.app_context():
            for username in usernames:
                person = db.session.scalars(select(Staff).where(Staff.username == username)).one()
                began = at or self.clock.now() - timedelta(minutes=1)
                db.session.add(
                    SignIn(
                        store_id=person.store_id, staff_id=person.id, device_id=self.id, started_at=began,
                        seen_at=began, ended_at=began, token_hash=secrets.token_hex(32),
                    )  # fmt: skip
                )
            db.session.commit()
        return self

    def letter(self, by: int, *, at: datetime | None = None, number: str = "", kind: str = "visit", **typed: Any) -> dict[str, str]:
        """What somebody types, sealed. `at` is the real time; the letter carries the tablet's."""
        wrong = ms((at or self.clock.now()) + self.off)
        fields = [[name, str(value)] for name, value in typed.items()]
        text = {"v": 1, "kind": kind, "by": by, "device": self.id, "at": wrong, "off": None, "contact": None, "fields": fields}
        return seal(json.dumps(text), number or secrets.token_hex(16), self.state["key"])

    def upload(self, *letters: dict[str, str], **headers: str) -> Any:
        said = {"now": ms(self.clock.now() + self.off), "entries": list(letters)}
        return self.client.post("/tablet/entries", json=said, headers=headers or ORIGIN)

    def states(self, *letters: dict[str, str]) -> list[str]:
        answer = self.upload(*letters)
        assert answer.status_code == 200, answer.text
        return [one["state"] for one in answer.get_json()["answers"]]


def id_of(app: Flask, username: str) -> int:
    from crm.shared.db import db
    from crm.staff.models import Staff

    with app.app_context():
        return int(db.session.scalars(select(Staff.id).where(Staff.username == username)).one())
