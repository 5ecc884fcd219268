"""Codes on coupons: read what people type, catch what they mistype, repeat never (T5)."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.coupons import codes

BITS = st.integers(0, 2**codes.BITS - 1)


@given(BITS)
def test_a_code_has_13_signs_and_a_fitting_check_sign(bits) -> None:
    code = codes.code_from(bits)
    assert len(code) == 14 and set(code) <= set(codes.SIGNS) and codes.checks(code)


@given(BITS, BITS)
def test_different_bits_make_different_codes(one, other) -> None:
    assert (codes.code_from(one) == codes.code_from(other)) == (one == other)


@given(BITS, st.integers(0, 13), st.sampled_from(codes.SIGNS))
def test_one_wrong_sign_is_caught(bits, place, sign) -> None:
    code = codes.code_from(bits)
    wrong = code[:place] + sign + code[place + 1 :]
    assert codes.checks(wrong) == (wrong == code)


@given(BITS, st.integers(0, 12))
def test_two_neighbours_swapped_are_caught(bits, place) -> None:
    code = codes.code_from(bits)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert codes.checks(swapped) == (swapped == code)


@given(BITS)
def test_whatever_spelling_is_read(bits) -> None:
    code = codes.code_from(bits)
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    typed = [codes.shown(code), f"  {code.lower()} ", f"{code[:4]} {code[4:]}", wide, f"https://yuke.example/c/{code}"]
    typed.append(code.replace("0", "o").replace("1", "l"))
    typed.append(f"http://yuke.example/c/{code}/?from=wx")
    assert {codes.read_code(text) for text in typed} == {code}


@pytest.mark.parametrize(
    "typed", ["", "7M3QA", "7M3QA-2KD9X-W4TCX", "7M3QA-2KD9X-W4T!", "券码券码券码券码券码券码券码", "U" * 14]
)
def test_what_is_no_code_is_none(typed) -> None:
    assert codes.read_code(typed) is None


def test_shown_in_groups_of_5_5_4() -> None:
    assert codes.shown("7M3QA2KD9XW4TC") == "7M3QA-2KD9X-W4TC"


def test_a_hundred_thousand_guesses_hit_nothing() -> None:
    issued = {codes.code_from(secrets.randbits(codes.BITS)) for _ in range(10_000)}
    assert len(issued) == 10_000
    assert not any(codes.code_from(secrets.randbits(codes.BITS)) in issued for _ in range(100_000))
