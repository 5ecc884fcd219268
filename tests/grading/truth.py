"""Generated histories whose truth is known: what a store's file of leads looks like, with all its untidiness."""

from __future__ import annotations

import csv
import io
import math
import random
from typing import Any

SOURCES = {"Search": (40, 0.0), "Walk-in": (25, 0.6), "Portal": (25, -0.8), "Referral": (8, 2.2), "Fair": (2, -0.4)}
BUDGETS = {"named": (35, 1.2), "": (30, -0.7), "Select": (15, -0.7), "open": (20, 0.0)}


def leads(rows: int, seed: int = 1, drift: float = 0.0, base: float = -1.6) -> list[dict[str, Any]]:
    """Rows in their order in time; `_chance` is the truth. Drift moves the log-odds from first to last."""
    dice, found = random.Random(seed), []
    for at in range(rows):
        source = dice.choices(list(SOURCES), [weight for weight, _odds in SOURCES.values()])[0]
        budget = dice.choices(list(BUDGETS), [weight for weight, _odds in BUDGETS.values()])[0]
        minutes = 0 if dice.random() < 0.25 else min(4000, int(dice.expovariate(1 / 60)))
        visits = dice.choices([0, 1, 2, 3, 4, 60], [30, 35, 20, 10, 4, 1])[0]
        odds = base + SOURCES[source][1] + BUDGETS[budget][1] + min(minutes, 180) / 60 + 0.5 * min(visits, 4)
        chance = 1 / (1 + math.exp(-(odds + drift * (at / rows - 0.5))))
        sold = dice.random() < chance
        found.append(
            {
                "Lead ID": f"{dice.getrandbits(64):016x}", "No": 900_000 - 3 * at, "created": f"2024-{1 + at * 12 // rows:02d}-03",
                "source": source, "budget": budget, "minutes": f"{minutes:,}", "visits": visits,
                "newspaper": "No", "region": f"R{dice.randrange(1000)}", "colour": dice.choice(["red", "blue", "", "NaN"]),
                "remark": f"note {dice.randrange(10**6)}", "phase": "delivery" if sold else dice.choice(["talk", "closed"]),
                "sold": "yes" if sold else "no", "_chance": chance,
            }
        )  # fmt: skip
    return found


def as_text(rows: list[dict[str, Any]], separator: str = ",") -> str:
    """The csv file; what begins with _ is nobody's to see."""
    out = io.StringIO()
    names = [name for name in rows[0] if not name.startswith("_")]
    writer = csv.DictWriter(out, names, extrasaction="ignore", delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def columns(rows: list[dict[str, Any]], *without: str) -> dict[str, list[str]]:
    return {name: [str(row[name]) for row in rows] for name in rows[0] if name not in without and name[0] != "_"}
