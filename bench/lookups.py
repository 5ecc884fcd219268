"""Looking somebody up while typing: by every kind of number and name, as those who see all and as an advisor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from bench.pages import Page

BEGINNINGS = [("王", ""), ("wa", ""), ("li", ""), ("zh", "")]  # a tenth of the store begins so


def lookups_of(people: Sequence[Any], cars: Sequence[Any]) -> Iterator[Page]:
    """What is typed into the search, at the desk, and into the form of a new customer."""
    own = [f"/customers/{one.id}" for one in people]
    keys = [(one.pinyin_key.replace(" ", ""), "") for one in people]
    initials = [("".join(syllable[0] for syllable in one.pinyin_key.split()), "") for one in people]
    yield search("phone", [(one.phone or "", href) for one, href in zip(people, own, strict=True)])
    yield search("last four", [((one.phone or "")[-4:], "") for one in people])
    yield search("plate", [(car.plate or "", f"/customers/{car.customer_id}") for car in cars])
    yield search("VIN", [(car.vin or "", f"/customers/{car.customer_id}") for car in cars])
    yield search("name", [(one.name, "") for one in people])
    yield search("pinyin", keys)
    yield search("initials", initials)
    yield search("beginning", BEGINNINGS)
    yield search("initials among own", initials, "advisor")
    yield search("beginning among own", BEGINNINGS, "advisor")
    typed = [{"phone": one.phone or "", "name": one.name, "plate": car.plate or "" if car else ""}
             for one, car in zip_longest(people, cars[: len(people)])]  # fmt: skip
    yield Page("warning while typing", "reception", ["/duplicates/resembling"], typed, part=True)


def search(kind: str, wanted: Sequence[tuple[str, str]], who: str = "manager") -> Page:
    forms = [{"q": typed} for typed, _href in wanted]
    return Page(f"search by {kind}", who, ["/customers/search"], forms, [href for _typed, href in wanted])
