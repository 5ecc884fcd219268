"""The other parts beside each other: phone, day of birth, address, car, code."""

from __future__ import annotations

from functools import lru_cache

from crm.duplicates.rules.digits import Birth, one_slip
from crm.duplicates.rules.evidence import Level
from crm.duplicates.rules.faces import Face
from crm.duplicates.rules.names import DIFFERENT, NOTHING, Seen, alike
from crm.duplicates.rules.rarity import Rarity

TAIL = 7  # a landline without its area code
WORTH_A_LOOK = 8.0  # bits of an address that agree letter for letter
NEAR, MOST, HALF = 0.8, 0.5, 0.25  # shares of two addresses' weight


def compare_sexes(one: Face, other: Face) -> Seen:
    """What was said or written; where one side says nothing, what its given name sounds like."""
    if one.sex and other.sex:
        return Seen(Level.SAME) if one.sex == other.sex else DIFFERENT
    if one.sex and other.hint:
        return Seen(Level.MOST if one.sex == other.hint else Level.HALF)
    if other.sex and one.hint:
        return Seen(Level.MOST if other.sex == one.hint else Level.HALF)
    return NOTHING


def compare_phones(one: tuple[str, ...], other: tuple[str, ...], rarity: Rarity) -> Seen:
    """The best of all numbers on both sides. A number that many share proves little."""
    if not one or not other:
        return NOTHING
    shared = [phone for phone in one if phone in other]
    if shared:
        return Seen(Level.SAME, min(rarity.share("phone", phone) for phone in shared))
    for mine in one:
        for theirs in other:
            if len(mine) != len(theirs) and min(len(mine), len(theirs)) >= TAIL and mine[-TAIL:] == theirs[-TAIL:]:
                return Seen(Level.SHORT)
    if any(len(mine) > 6 and one_slip(mine, theirs) for mine in one for theirs in other):
        return Seen(Level.NEAR)
    return DIFFERENT


def compare_births(one: Birth | None, other: Birth | None, rarity: Rarity) -> Seen:
    if one is None or other is None:
        return NOTHING
    if one.digits == other.digits:
        return Seen(Level.SAME if len(one.digits) > 4 else Level.HALF, rarity.share("birth", one.digits))
    level = _births(one.digits, other.digits)
    return Seen(level) if level != Level.OTHER else DIFFERENT


@lru_cache(maxsize=200_000)
def _births(one: str, other: str) -> Level:
    if len(one) == len(other) == 8:
        if one[:4] == other[:4] and one[4:6] == other[6:] and one[6:] == other[4:6]:
            return Level.TURNED
        if one[:3] == other[:3] and one_slip(one, other):
            return Level.NEAR  # another decade is rather a parent
        agree = (one[:4] == other[:4]) + (one[4:6] == other[4:6]) + (one[6:] == other[6:])
        return Level.HALF if agree == 2 else Level.OTHER
    short, long = sorted((one, other), key=len)
    if long.startswith(short):
        return Level.HALF
    return Level.NEAR if one_slip(one, other) else Level.OTHER


def compare_addresses(
    one: tuple[str, ...], other: tuple[str, ...], mine: frozenset[str], theirs: frozenset[str], rarity: Rarity,
    closely: bool = True,
) -> Seen:  # fmt: skip
    """Parts found again, in any order, each weighing as much as it is rare; a part with a slip weighs half less.

    Slips are looked for only `closely`: where something else agrees already.
    """
    if not one or not other:
        return NOTHING
    common = mine & theirs
    weight = rarity.weight
    bits = [weight(part) for part in common]
    found = sum(bits)
    left, over = [p for p in one if p not in common], [p for p in other if p not in common]
    lost, extra = sum(map(weight, left)), sum(map(weight, over))
    if left and over and (closely or found > WORTH_A_LOOK):
        for part in left:
            mate = next((mate for mate in over if _near(part, mate)), None)
            if mate is not None:
                over.remove(mate)
                both = weight(part), weight(mate)
                lost, extra = lost - both[0], extra - both[1]
                bits.append(0.7 * min(both))
                found += 0.7 * min(both)
                lost += 0.15 * both[0]
                extra += 0.15 * both[1]
    less, more = sorted((lost, extra))
    share = found / (found + 0.65 * more + 0.65 * less) if found else 0.0
    level = (
        Level.SAME if not left and not over else Level.NEAR if share >= NEAR else Level.MOST if share >= MOST
        else Level.HALF if share >= HALF else Level.OTHER
    )  # fmt: skip
    if level == Level.OTHER:
        return DIFFERENT
    return Seen(level, 2 ** (-0.6 * sum(bits)))


def _near(one: str, other: str) -> bool:
    if one.isdigit() or other.isdigit():
        return len(one) > 1 and len(other) > 1 and one_slip(one, other)
    return len(one) > 2 and len(other) > 2 and alike(one, other) > 0


def compare_signs(one: tuple[str, ...], other: tuple[str, ...], tail: int) -> Seen:
    """Plates and VINs: the same, one sign off, or the same last signs where one side has no more than those."""
    if not one or not other:
        return NOTHING
    if any(mine in other for mine in one):
        return Seen(Level.SAME)
    best = Level.OTHER
    for mine in one:
        for theirs in other:
            if one_slip(mine, theirs) and len(mine) > tail:
                return Seen(Level.NEAR)
            if mine[-tail:] == theirs[-tail:]:
                best = Level.SHORT
    return Seen(best)
