"""Cars whose models were written in many ways."""

from __future__ import annotations

from typing import Any

from tests.makers import make_customer, make_vehicle


def make_cars(*models: str, **more: Any) -> list[Any]:
    """One owner with a car for each of these models."""
    from crm.shared.db import db

    owner = make_customer("Carl", "13812341234")
    cars = [make_vehicle(owner, vin=f"LSVAM4187C21{at:05}", model=model, **more) for at, model in enumerate(models)]
    db.session.flush()
    return cars
