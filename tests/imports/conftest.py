"""What the tests of imports share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.imports.dropping import House


@pytest.fixture
def house(inside: Flask, tmp_path: Path) -> Iterator[House]:
    before = inside.config["YUKE"]
    inside.config["YUKE"] = replace(before, drop_dir=tmp_path / "drop")
    yield House(tmp_path / "drop")
    inside.config["YUKE"] = before
