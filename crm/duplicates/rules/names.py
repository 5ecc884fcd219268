"""Two names beside each other: the same, turned round, alike in sound or writing, a short form, or different."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crm.duplicates.rules.chinese import shared_signs
from crm.duplicates.rules.evidence import Level
from crm.duplicates.rules.faces import NameFace, latin_reading
from crm.duplicates.rules.rarity import Rarity
from crm.duplicates.rules.strings import letters, likeness, slips, sound

MOSTLY = 0.6  # of the weight of two names' words
_KIN = (
    "robert bob rob bobby bert", "william bill will billy liam", "richard rick dick ricky", "james jim jimmy jamie",
    "john jack johnny jon", "michael mike mick mickey", "thomas tom tommy", "joseph joe joey", "charles charlie chuck",
    "david dave", "daniel dan danny", "matthew matt", "andrew andy drew", "anthony tony", "edward ed eddie ted ned",
    "elizabeth liz beth lizzie eliza betty", "katherine kate kathy katie cathy kathryn catherine", "margaret maggie",
    "jennifer jen jenny", "rebecca becky", "susan sue susie", "patricia pat patty trish", "alexander alex sasha",
    "benjamin ben", "samuel sam", "nicholas nick", "christopher chris", "timothy tim", "jessica jess", "victoria vicky",
    "henry harry", "steven steve stephen", "gregory greg", "kenneth ken", "ronald ron", "donald don", "gerald jerry",
    "lawrence larry", "peter pete", "frederick fred", "francis frank", "isabella bella", "abigail abby", "zachary zac",
    "joshua josh", "nathan nathaniel nate", "philip phil", "leonard leo", "theodore theo", "deborah debbie",
    "amanda mandy",
)  # fmt: skip
_NICKNAMES = {word: row.split()[0] for row in _KIN for word in row.split()}


class Seen(NamedTuple):
    """A finding: its level, the chance of it among strangers (0: as the table says), and among a family."""

    level: Level
    chance: float = 0.0
    kin: float = 0.0


NOTHING, DIFFERENT = Seen(Level.NONE), Seen(Level.OTHER)
SURNAME_IN_FAMILY, OTHER_SOUND_IN_FAMILY = 0.5, 0.02


def compare_names(one: NameFace | None, other: NameFace | None, rarity: Rarity) -> Seen:
    """How two names agree, and how likely that is by chance."""
    if one is None or other is None:
        return NOTHING
    if one.han and other.han:
        return _chinese(one, other, rarity)
    if one.key == other.key:
        return _by_words(Level.SAME, one.words, rarity)
    if one.han != other.han:
        chinese, latin = (one, other) if one.han else (other, one)
        if len(latin.words) > 3 or not latin.glued.isascii():
            return DIFFERENT
        read = latin_reading(chinese)
        return _words(NameFace("", False, words=tuple(filter(None, read)), glued="".join(read)), latin, rarity)
    return _words(one, other, rarity)


def _chinese(one: NameFace, other: NameFace, rarity: Rarity) -> Seen:
    shares = rarity.share
    if one.surname == other.surname:
        surname = shares("surname", one.surname)
    elif one.surname_sound == other.surname_sound:
        surname = shares("surname_sound", one.surname_sound)
    else:
        return _other_surname(one, other, rarity)
    same = one.surname == other.surname
    if not one.given or not other.given:
        kin = (SURNAME_IN_FAMILY if same else OTHER_SOUND_IN_FAMILY) * rarity.one_short
        return Seen(Level.SHORT if same else Level.MOST, surname * rarity.one_short * (1 if same else 0.5), kin)
    if one.given == other.given:
        given = shares("given", one.given)
    elif one.given_sound == other.given_sound:
        same, given = False, shares("given_sound", one.given_sound)
    else:
        return _other_given(one, other, surname, rarity)
    return Seen(Level.SAME if same else Level.NEAR, surname * given, SURNAME_IN_FAMILY * given)


def _other_given(one: NameFace, other: NameFace, surname: float, rarity: Rarity) -> Seen:
    """王建国 and 王国, 王建国 and 王建华: the first may be a slip, the second are rather brothers."""
    short, long = sorted((one.given, other.given), key=len)
    if len(short) < len(long) and all(sign in long for sign in short):
        return Seen(Level.MOST, surname * 0.01, 0.02)
    if len(long) > 1 and shared_signs(one.given, other.given):
        return Seen(Level.HALF, surname * 0.03, 0.12)
    return Seen(Level.HALF, surname, SURNAME_IN_FAMILY)


def _other_surname(one: NameFace, other: NameFace, rarity: Rarity) -> Seen:
    """伟张 for 张伟; or only the given name agrees."""
    if one.given and (one.surname, one.given) == (other.given, other.surname):
        return Seen(Level.TURNED, rarity.share("surname", one.surname) * rarity.share("given", one.given), 0.001)
    if sorted(one.key) == sorted(other.key) and len(one.key) > 2:
        return Seen(Level.TURNED, 1e-6, 1e-4)
    if one.given and one.given == other.given and len(one.given) > 1:
        return Seen(Level.MOST, rarity.share("given", one.given), 0.01)
    return DIFFERENT


def _by_words(level: Level, words: tuple[str, ...], rarity: Rarity) -> Seen:
    chance, rarest = 1.0, 1.0
    for word in words:
        share = rarity.share("word", word)
        chance, rarest = chance * share, min(rarest, share)
    return Seen(level, max(chance, 1e-9), min(1.0, SURNAME_IN_FAMILY * chance / rarest) if len(words) > 1 else chance)


def alike(one: str, other: str) -> int:
    """1: surely the same word with a slip or a nickname; 2: perhaps (same sound, a beginning, an initial); 0: no."""
    if (letters(one) ^ letters(other)).bit_count() > 4:
        short, long = (one, other) if len(one) <= len(other) else (other, one)
        if long.startswith(short) and (len(short) == 1 or len(short) > 2):
            return 2
        return int(_NICKNAMES.get(one, one) == _NICKNAMES.get(other, other))
    return _alike(one, other) if one < other else _alike(other, one)


@lru_cache(maxsize=1_000_000)
def _alike(one: str, other: str) -> int:
    if one.isdigit() or other.isdigit():
        return 0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if _NICKNAMES.get(short, short) == _NICKNAMES.get(long, long):
        return 1
    if len(short) == 1 or (len(short) > 2 and long.startswith(short)):
        return 2 if long.startswith(short) else 0
    off = slips(short, long)
    if off == 1 and len(long) > 3:
        return 1
    close = likeness(short, long)
    if close >= 0.93 or (off == 2 and len(long) > 5 and close > 0.8):
        return 1
    if len(short) < 3:
        return 0
    if close >= 0.87 or (off == 2 and close > 0.8) or (close > 0.75 and sound(short) == sound(long)):
        return 2
    return 0


def _words(one: NameFace, other: NameFace, rarity: Rarity) -> Seen:
    """Names of words, in any order; each word found again weighs as much as it is rare."""
    if one.glued == other.glued:
        return _by_words(Level.SAME, one.words, rarity)
    if sorted(one.words) == sorted(other.words):
        return _by_words(Level.TURNED, one.words, rarity)
    pairs, mine, theirs = _matched(one.words, other.words)
    if not pairs:
        return DIFFERENT
    chance, rarest, initials = 1.0, 1.0, False
    for word, mate, how in pairs:
        share = rarity.share("word", word)
        if how:
            initials = initials or len(word) == 1 or len(mate) == 1
            share = min(0.3, 3 * (share + rarity.share("word", mate)) + (0.0005 if how == 1 else 0.004))
        chance, rarest = chance * share, min(rarest, share)
    kin = min(1.0, SURNAME_IN_FAMILY * (chance / rarest if len(pairs) > 1 else 1.0))
    chance = max(chance, 1e-9)
    if not mine and not theirs:
        return Seen(Level.SHORT if initials else Level.NEAR, chance, kin)
    if not mine or not theirs:
        few = min(len(one.words), len(other.words)) == 1
        return Seen(Level.SHORT, chance * (rarity.one_short if few else 1), kin * (rarity.one_short if few else 1))
    level = Level.MOST if _weight(pairs, mine, theirs, rarity) >= MOSTLY else Level.HALF
    return Seen(level, chance, kin)


def _matched(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[list[tuple[str, str, int]], list[str], list[str]]:
    """(words found again with how, words of the one left over, words of the other left over)."""
    theirs = list(other)
    left, pairs = [], []
    for word in one:
        if word in theirs:
            theirs.remove(word)
            pairs.append((word, word, 0))
        else:
            left.append(word)
    mine = []
    for word in left:
        how, mate = min(((alike(word, mate) or 9, mate) for mate in theirs), default=(9, ""))
        if how < 9:
            theirs.remove(mate)
            pairs.append((word, mate, how))
        else:
            mine.append(word)
    return pairs, mine, theirs


def _weight(pairs: list[tuple[str, str, int]], mine: list[str], theirs: list[str], rarity: Rarity) -> float:
    """The share of the names' weight that was found again; rare words weigh more."""

    heavy = rarity.heaviness
    found = sum(heavy(word) + heavy(mate) for word, mate, _ in pairs)
    return found / (found + sum(map(heavy, mine)) + sum(map(heavy, theirs)))
