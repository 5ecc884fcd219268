"""The figures of docs/matching.md: `python -m tests.duplicates.report [seed …]` (some minutes).

Seeds below 100 were looked at while the matcher was written; those from 100 on were not, until it was finished.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace

from crm.duplicates.rules import Record, match, measure
from tests.duplicates.foreign import hotel, people, restaurants
from tests.duplicates.people import city

Data = tuple[list[Record], list[str]]


def only(data: Data, *parts: str) -> Data:
    """The same records with some parts alone."""
    rest = {"phones": (), "birth": "", "address": "", "plates": (), "vins": (), "sex": None}
    empty = {part: value for part, value in rest.items() if part not in parts}
    return [replace(record, **empty) for record in data[0]], data[1]  # type: ignore[arg-type]


SETS: dict[str, Callable[[int], Data]] = {
    "city, everything": lambda seed: city(20_000, seed),
    "city: name, phone, birth, address": lambda seed: only(city(20_000, seed), "phones", "birth", "address"),
    "city: name and phone": lambda seed: only(city(20_000, seed), "phones"),
    "careless city, more families": lambda seed: city(20_000, seed, noise=1.5, sharing=0.6),
    "English people": lambda seed: people(10_000, seed),
    "English people, up to 6 faults": lambda seed: people(10_000, seed, most=6),
    "English: name and birth": lambda seed: only(people(10_000, seed), "birth"),
    "English: name and address": lambda seed: only(people(10_000, seed), "address"),
    "English: name alone": lambda seed: only(people(10_000, seed)),
    "German people": lambda seed: people(5_000, seed, german=True),
    "restaurants": lambda seed: restaurants(2_000, seed),
    "hotels' telephones": lambda seed: hotel(5_000, seed),
}


def row(name: str, data: Data, *, learned: bool = True) -> str:
    started = time.perf_counter()
    found = match(data[0], learned=learned)
    likely, sure = measure(found.likely, data[1]), measure(found.sure, data[1])
    return (
        f"| {name} | {len(data[0]):,} | {likely.precision:.4f} | {likely.recall:.4f} | {likely.f1:.4f} | {sure.precision:.4f} "
        f"| {sure.recall:.4f} | {time.perf_counter() - started:.0f} |"
    )


def main(seeds: list[int]) -> None:
    print("| file (seed) | records | precision | recall | F1 | automatic precision | automatic recall | s |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in seeds:
        for name, make in SETS.items():
            print(row(f"{name} ({seed})", make(seed)), flush=True)
        print(row(f"city, everything, stated table ({seed})", city(20_000, seed), learned=False), flush=True)


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [101])
