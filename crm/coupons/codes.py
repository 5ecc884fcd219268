"""The code on a coupon: 13 random signs and a check sign, easy to read out at a counter (R4, T5).

32 signs without I, L, O, U, so a typed O is a zero and a typed I or L a one. 65 random bits: nobody guesses one.
The check sign is a weighted sum over GF(32); it catches every single wrong sign and every two neighbours swapped.
"""

from __future__ import annotations

import unicodedata

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 65
LENGTH = 14

_VALUE = {sign: value for value, sign in enumerate(SIGNS)}
_MEANT = str.maketrans(
    {"O": "0", "I": "1", "L": "1", " ": None, "-": None, "\u2010": None, "\u2013": None, "\u2014": None}
)


def _times(a: int, b: int) -> int:
    """The product in GF(32) modulo x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _weights() -> list[int]:
    powers = [1]
    while len(powers) < LENGTH:
        powers.append(_times(powers[-1], 2))
    return powers[1:]


# By place and pair of signs (10 bits), so that a hundred thousand codes cost a third of a second.
_WEIGHTS = _weights()
_PAIRS = [first + second for first in SIGNS for second in SIGNS]
_PAIR_SUMS = [
    [
        _times(_WEIGHTS[place - 1] if place else 0, pair >> 5) ^ _times(_WEIGHTS[place], pair & 31)
        for pair in range(1024)
    ]
    for place in range(0, 13, 2)
]


def code_from(bits: int) -> str:
    """The code of 65 random bits."""
    text, total = "", 0
    for place, shift in enumerate(range(60, -1, -10)):
        pair = bits >> shift & 1023
        text += _PAIRS[pair]
        total ^= _PAIR_SUMS[place][pair]
    return text[1:] + SIGNS[total]


def read_code(typed: str) -> str | None:
    """What was typed, scanned or pasted as a code: 14 signs, whatever the case, spaces, width; None if it is none."""
    last = typed.split("?", 1)[0].strip().rstrip("/").rsplit("/", 1)[-1]
    plain = unicodedata.normalize("NFKC", last).upper().translate(_MEANT)
    return plain if len(plain) == LENGTH and all(sign in _VALUE for sign in plain) else None


def checks(code: str) -> bool:
    """Whether the check sign fits: False means that a sign was misread."""
    bits = 0
    for sign in code[:-1]:
        bits = bits << 5 | _VALUE[sign]
    return code_from(bits) == code


def shown(code: str) -> str:
    """5-5-4, as on paper."""
    return f"{code[:5]}-{code[5:10]}-{code[10:]}"
