"""Who stood at the door when the network went: names and order only, to choose from while nobody can be asked."""

from __future__ import annotations

from typing import Any

from crm.rota import queries
from crm.rota.rules import order_of
from crm.shared.stamp import Stamp


def last_known(stamp: Stamp) -> list[dict[str, Any]]:
    """Everybody on duty now: the free ones first in their order, then the busy ones."""
    wall, stands = stamp.local.time(), queries.door(stamp)
    ready = order_of(stands, wall)
    busy = [one for one in stands if one.on_duty(wall) and one not in ready]
    return [{"id": one.staff_id, "name": one.name, "free": one in ready} for one in [*ready, *busy]]
