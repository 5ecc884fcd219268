"""A night that has not been worked yet, for every story of My Day's screens."""

from __future__ import annotations

import pytest

from crm.callbacks.queries.tasks import MADE


@pytest.fixture
def fresh_night() -> None:
    """A night's work done in one test is not done in the next."""
    MADE.clear()
