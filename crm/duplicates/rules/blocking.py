"""Which records are worth comparing at all: those that share a key. Every pair of 20,000 would be 200 million.

A key is made so that one slip leaves another key whole. A key that very many share (a hotel's switchboard) is made
narrower by the name. What is left out here is never found, so the keys are many and cheap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from crm.duplicates.rules.faces import Face, Record, face_of, latin_reading
from crm.duplicates.rules.strings import sound

CROWD = 40  # records that share a key and are still compared all with all
WINDOW = 3  # neighbours in the order of names
FEW = 6  # so few that sharing the key counts double
MOST = 20  # pairs a record, on the whole


def blocking_keys(record: Record) -> set[str]:
    """The keys of one record: only records with a key in common need to be compared."""
    return set(keys_of(face_of(record)))


def keys_of(face: Face) -> Iterator[str]:
    names = tuple(name_keys(face))
    yield from _number_keys(face)
    for name in names:
        yield f"n|{name}"
    sounds = tuple(_sounds(face))
    for one, other in combinations(sorted(sounds)[:5], 2):
        yield f"w|{one}|{other}"
    if face.birth:
        yield from _birth_keys(face.birth.digits, sounds)
    for place, part in enumerate(face.address[:7]):
        for one in sounds[:4]:
            yield f"a|{part}|{one}"
        for other in face.address[place + 1 : 7]:
            yield f"aa|{part}|{other}" if part < other else f"aa|{other}|{part}"
        yield f"a1|{part}"


def name_keys(face: Face) -> Iterator[str]:
    """A Chinese name as it sounds; each word of any other name as it is written."""
    if face.name is None:
        return
    if face.name.han:
        yield f"{face.name.surname_sound} {face.name.given_sound}"
        if face.name.given:
            yield "|".join(sorted(face.name.key))
    else:
        yield from face.name.words
        yield face.name.glued


def _sounds(face: Face) -> Iterator[str]:
    if face.name is None:
        return
    if face.name.han:
        yield from filter(None, (sound(word) if word.isascii() else word for word in latin_reading(face.name)))
    else:
        yield from dict.fromkeys(sound(word) for word in face.name.words[:8])


def _number_keys(face: Face) -> Iterator[str]:
    for phone in face.phones:
        yield f"p|{phone}"
        yield f"p-|{phone[-7:]}"
        if len(phone) >= 9:
            yield f"p7|{phone[:7]}"
            yield f"p34|{phone[:3]}|{phone[-4:]}"
            yield f"p53|{phone[:5]}|{phone[-3:]}"
    for plate in face.plates:
        yield f"c|{plate[-5:]}"
        yield f"c4|{plate[-4:]}"
        yield f"c3|{plate[:-3]}"
    for vin in face.vins:
        yield f"v|{vin[-6:]}"
        yield f"v-|{vin[:-6]}" if len(vin) > 12 else f"v|{vin}"
    if face.code:
        yield f"i|{face.code}"


def _birth_keys(digits: str, sounds: Sequence[str]) -> Iterator[str]:
    yield f"b|{digits}"
    if len(digits) != 8:
        return
    year, month, day = digits[:4], digits[4:6], digits[6:]
    yield f"b|{year}|{'|'.join(sorted((month, day)))}"
    for one in sounds[:4]:
        for part in (f"{year}{month}", f"{year}-{day}", f"{month}{day}"):
            yield f"b|{part}|{one[:1]}"


def candidates(records: Sequence[Record]) -> list[tuple[int, int]]:
    """The pairs worth comparing, by their places in the list."""
    return list(pairs_of([face_of(record) for record in records]))


def pairs_of(faces: Sequence[Face]) -> list[tuple[int, int]]:
    """Pairs that share a key, those with most keys first where there are too many."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for number, face in enumerate(faces):
        for key in set(keys_of(face)):
            blocks[key].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for key, block in blocks.items():
        if len(block) < 2:
            continue
        for crowd in _narrowed(key, block, faces):
            shared.update(combinations(crowd, 2))
            if len(crowd) <= FEW:
                shared.update(combinations(crowd, 2))
    for pair in _neighbours(faces):
        shared[pair] += 1
    most = MOST * len(faces)
    if len(shared) > most:
        return [pair for pair, _ in shared.most_common(most)]
    return list(shared)


def _narrowed(key: str, block: list[int], faces: Sequence[Face]) -> Iterator[list[int]]:
    """The block itself, or, when it is a crowd, those of it that also share a name key."""
    if len(block) <= CROWD:
        yield block
        return
    if key[0] in "wa" and not key.startswith("aa|"):
        return  # common words; rarer keys hold the pair
    inner: dict[str, list[int]] = defaultdict(list)
    for number in block:
        face = faces[number]
        for name in {*name_keys(face), *(f"~{one}" for one in _sounds(face))}:
            inner[name].append(number)
    for crowd in inner.values():
        if 1 < len(crowd) <= CROWD:
            yield crowd


def _neighbours(faces: Sequence[Face]) -> Iterator[tuple[int, int]]:
    """Neighbours in the order of names, read from the front and from the back."""
    named = [(face.name.key, number) for number, face in enumerate(faces) if face.name]
    for order in (sorted(named), sorted((key[::-1], number) for key, number in named)):
        yield from _beside([number for _, number in order])


def _beside(order: list[int]) -> Iterable[tuple[int, int]]:
    for off in range(1, WINDOW + 1):
        for one, other in zip(order, order[off:], strict=False):
            yield (one, other) if one < other else (other, one)
