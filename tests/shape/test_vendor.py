"""What others wrote stands in static/vendor with version, licence and checksum, and is what it says."""

from __future__ import annotations

import hashlib

from tests.shape.source import ROOT

VENDOR = ROOT / "static" / "vendor"


def test_every_vendored_file_has_its_checksum() -> None:
    listed = dict(
        reversed(line.split(maxsplit=1))
        for line in (VENDOR / "VENDOR.sha256").read_text().splitlines()
        if line and not line.startswith("#")
    )
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.iterdir()}
    files.pop("VENDOR.sha256")
    assert files == listed


def test_htmx_is_the_pinned_version() -> None:
    assert '"2.0.11"' in (VENDOR / "htmx.min.js").read_text()


def test_the_locks_name_no_host_and_no_path() -> None:
    for name in ("requirements.txt", "requirements-test.txt", "requirements/uv.txt"):
        text = (ROOT / name).read_text()
        for word in ("http", "file:", "--index", "--find", "--extra", "@ "):
            assert word not in text, f"{name} says {word}"


def test_the_test_lock_holds_the_runtime_lock() -> None:
    """So an environment for tests can run the house, and no version differs between the two."""
    wanted, found = (
        {line for line in (ROOT / name).read_text().splitlines() if line and not line.lstrip().startswith("#")}
        for name in ("requirements.txt", "requirements-test.txt")
    )
    assert {line.rstrip(" \\") for line in wanted} <= {line.rstrip(" \\") for line in found}
