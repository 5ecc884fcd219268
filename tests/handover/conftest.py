"""The sentences are checked in English."""

from collections.abc import Iterator

import pytest
from flask import Flask, g


@pytest.fixture
def english(inside: Flask) -> Iterator[None]:
    """Inside the application, for a person who reads English."""
    g.language = "en"
    return
