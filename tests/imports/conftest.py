"""What the tests of imports share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.imports.dropping import House


@pytest.fixture
def drop_root(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Where the test's watched folders are."""
    before = app.config["YUKE"]
    app.config["YUKE"] = replace(before, drop_dir=tmp_path / "drop")
    yield tmp_path / "drop"
    app.config["YUKE"] = before


@pytest.fixture
def house(inside: Flask, drop_root: Path) -> House:
    """Inside the application, for tests that call the job themselves."""
    return House(drop_root)
