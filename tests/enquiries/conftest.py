"""The English that the stories of enquiries are read in."""

from __future__ import annotations

import pytest
from flask import Flask, g


@pytest.fixture
def english(inside: Flask) -> None:
    g.language = "en"
