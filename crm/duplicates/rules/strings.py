"""How alike two words are: slips of the keyboard, and what sounds the same though it is written otherwise."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WORD = re.compile(r"[^\W_]+")
_SOUNDS = {
    **dict.fromkeys("bfpv", "1"), **dict.fromkeys("cgjkqsxz", "2"), **dict.fromkeys("dt", "3"), "l": "4",
    **dict.fromkeys("mn", "5"), "r": "6",
}  # fmt: skip


def is_han(text: str) -> bool:
    """Whether the text is written in Chinese signs alone."""
    return bool(text) and all(_HAN.match(sign) for sign in text)


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


@lru_cache(maxsize=65536)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in any script, small, without accents: "Müller-Lüdenscheid, O'Neill" has three and one."""
    flat = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    return tuple(_WORD.findall("".join(sign for sign in flat if not unicodedata.combining(sign))))


@lru_cache(maxsize=65536)
def letters(word: str) -> int:
    """The signs of a word as a set of bits: two words with few bits in common cannot be alike."""
    found = 0
    for sign in word:
        found |= 1 << (ord(sign) & 63)
    return found


def slips(one: str, other: str, most: int = 2) -> int:
    """Signs left out, put in, exchanged or changed between two words; `most` + 1 when there are more."""
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    while one and other and one[0] == other[0]:
        one, other = one[1:], other[1:]
    while one and other and one[-1] == other[-1]:
        one, other = one[:-1], other[:-1]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, mate in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (sign != mate))
            if i > 1 and j > 1 and sign == other[j - 2] and one[i - 2] == mate:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def likeness(one: str, other: str) -> float:
    """Jaro–Winkler, 0 to 1: the share of common signs in about the same order, the beginning counting more."""
    if one == other:
        return 1.0
    reach = max(len(one), len(other)) // 2 - 1
    if reach < 0 or not one or not other:
        return 0.0
    taken = [False] * len(other)
    mine: list[str] = []
    for i, sign in enumerate(one):
        for j in range(max(0, i - reach), min(len(other), i + reach + 1)):
            if not taken[j] and other[j] == sign:
                taken[j] = True
                mine.append(sign)
                break
    if not mine:
        return 0.0
    theirs = [sign for sign, used in zip(other, taken, strict=True) if used]
    turned = sum(a != b for a, b in zip(mine, theirs, strict=True)) / 2
    same = len(mine)
    jaro = (same / len(one) + same / len(other) + (same - turned) / same) / 3
    head = 0
    while head < 4 and head < len(one) and head < len(other) and one[head] == other[head]:
        head += 1
    return jaro + head * 0.1 * (1 - jaro)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A word as it sounds, roughly, for words in Latin letters: the first letter and the next consonants (Soundex)."""
    word = re.sub(r"^(?:kn|gn|pn)", "n", word)
    word = re.sub(r"^wr", "r", word).replace("ph", "f").replace("ck", "k").replace("gh", "")
    if not word:
        return ""
    code, last = [{"c": "k", "q": "k", "z": "s", "y": "i"}.get(word[0], word[0])], _SOUNDS.get(word[0], "")
    for sign in word[1:]:
        this = _SOUNDS.get(sign, "")
        if this and this != last:
            code.append(this)
        if sign not in "hw":
            last = this
    return "".join(code[:5])
