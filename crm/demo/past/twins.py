"""How one person comes to be on file twice: a digit heard wrong, a new number, a title instead of a name."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

Row = dict[str, Any]
SOUNDS_LIKE = dict(zip("张李陈王何徐许于石", "章黎程汪贺许徐余时", strict=True))


def again(chance: Random, row: Row, how: str, spare: str) -> Row:
    """Name, sex and numbers of the second file; `spare` is a number that nobody else has."""
    return {"sex": row["sex"], **WAYS[how](chance, row["name"], row["phone"], spare)}


def _digit(chance: Random, name: str, phone: str, _spare: str) -> Row:
    place = chance.randrange(4, 11)
    return {"name": name, "phone": phone[:place] + str((int(phone[place]) + chance.randrange(1, 9)) % 10)
            + phone[place + 1 :]}  # fmt: skip


def _exchanged(chance: Random, name: str, phone: str, spare: str) -> Row:
    places = [n for n in range(4, 10) if phone[n] != phone[n + 1]]
    if not places:
        return _digit(chance, name, phone, spare)
    n = chance.choice(places)
    return {"name": name, "phone": phone[:n] + phone[n + 1] + phone[n] + phone[n + 2 :]}


def _sound(chance: Random, name: str, phone: str, spare: str) -> Row:
    return _digit(chance, name, phone, spare) | {"name": SOUNDS_LIKE.get(name[0], name[0]) + name[1:]}


def _title(chance: Random, name: str, phone: str, spare: str) -> Row:
    return _digit(chance, name, phone, spare) | {"name": name[0] + "先生"}


def _new_number(_chance: Random, name: str, phone: str, spare: str) -> Row:
    return {"name": name, "phone": spare, "phone2": phone}


WAYS: dict[str, Callable[[Random, str, str, str], Row]] = {
    "digit": _digit, "exchanged": _exchanged, "sound": _sound, "title": _title, "new_number": _new_number,
}  # fmt: skip
