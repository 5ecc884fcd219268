"""The look on its way to the browser: one address per content, packed once, few requests, small."""

from __future__ import annotations

import gzip
import hashlib
import re

import pytest

from crm.shared import assets

pytestmark = pytest.mark.databases("sqlite")


def test_every_stylesheet_is_joined_once():
    there = {path.relative_to(assets.FOLDER).as_posix() for path in assets.FOLDER.rglob("*.css")}
    assert there == set(assets.STYLES) and len(assets.STYLES) == len(set(assets.STYLES))


def test_vendor_files_are_what_their_list_says():
    """Name, version, licence and checksum stand beside every file that is not ours."""
    folder = assets.FOLDER / "vendor"
    lines = (folder / "VENDOR.sha256").read_text("utf-8").splitlines()
    sums = dict(reversed(line.split(None, 1)) for line in lines if line and not line.startswith("#"))
    assert set(sums) == {path.name for path in folder.iterdir()} - {"VENDOR.sha256"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    assert any("htmx.org 2.0.11" in line and "Zero-Clause BSD" in line for line in lines)


def test_an_asset_is_kept_for_good_and_sent_packed(client):
    page = client.get("/login").text
    address = re.search(r'href="(/assets/app-[0-9a-f]{12}\.css)"', page)[1]
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip" and "immutable" in packed.headers["Cache-Control"]
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers and gzip.decompress(packed.data) == plain.data
    assert "Set-Cookie" not in plain.headers and plain.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/assets/app-000000000000.css").status_code == 404
    assert client.post(address).status_code == 404


def test_the_first_page_is_light(client):
    """≤ 15 requests and ≤ 150 kB packed, all from this host."""
    page = client.get("/login")
    named = set(re.findall(r'(?:href|src)="(/assets/[^"#]+)', page.text))
    sizes = [len(client.get(name, headers={"Accept-Encoding": "gzip"}).data) for name in named]
    assert len(named) + 1 <= 15 and len(gzip.compress(page.data)) + sum(sizes) <= 150_000
    assert not re.search(r'(?:href|src)="https?://', page.text)


def test_the_manifest_names_its_icons_by_their_address():
    found = assets.collect()
    assert found["touch-icon.png"].address.encode() in found["manifest.webmanifest"].body
