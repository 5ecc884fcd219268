"""Pages are packed for who can unpack them, and say the same (Decision 27)."""

from __future__ import annotations

import gzip

from flask.testing import FlaskClient

from crm.shared.packing import gzipped
from tests.support import sign_in

ABLE = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_packed_page_says_the_same_in_a_fraction(client: FlaskClient) -> None:
    sign_in(client, "manager")
    plain, packed = client.get("/me"), client.get("/me", headers=ABLE)
    assert plain.headers.get("Content-Encoding") is None and packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert len(gzip.decompress(packed.data)) == len(plain.data)
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    assert "Accept-Encoding" in packed.headers["Vary"] and "Accept-Encoding" in plain.headers["Vary"]


def test_a_short_answer_is_left_alone(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers=ABLE)
    assert "Content-Encoding" not in answer.headers and answer.json == {"ok": True}


def test_the_same_page_has_different_lengths() -> None:
    body = b"one page " * 300
    assert gzip.decompress(gzipped(body)) == body
    assert len({len(gzipped(body)) for _n in range(50)}) > 10
