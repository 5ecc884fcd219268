"""When two spellings are one word, and which word an unknown spelling probably means (R-605)."""

from __future__ import annotations

import pytest

from crm.dictionaries.rules import USUAL, Word, fold, nearest, spellings, trimmed


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("朗逸 1.5L", "朗逸1.5l", True), ("ＭＯＤＥＬ－３", "model 3", True), ("（新）朗逸", "新朗逸", True),
        ("L6 1.5T", "L6 15T", False), ("A.B", "AB", True), ("珠光·白", "珠光白", True), ("白", "黑", False),
        ("", "  ·—", True), ("Ⅲ", "III", True),
    ],
)  # fmt: skip
def test_width_case_and_decoration_do_not_count_but_the_point_in_a_number_does(
    one: str, other: str, same: bool
) -> None:
    assert (fold(one) == fold(other)) is same


def test_a_word_is_kept_without_signs_that_nobody_sees() -> None:
    assert trimmed("  朗逸\u200b \x00 1.5L\n自动 ") == "朗逸 1.5L 自动"
    assert len(trimmed("长" * 200)) == 60
    assert fold("\u200b \t") == ""


def test_other_spellings_are_typed_line_by_line_or_set_apart() -> None:
    assert spellings("人保、PICC\r\n 中国人保 ；人保\n\n") == ["人保", "PICC", "中国人保"]


@pytest.mark.parametrize(
    ("text", "least", "meant"),
    [
        ("朗逸1.5L自动舒适版", 70, "朗逸 1.5L 自动舒适"), ("途观L", 60, "途观"), ("完全别的车", 60, ""), ("", 60, ""),
        ("朗亦 1.5L 自动舒适", 70, "朗逸 1.5L 自动舒适"),
    ],
)  # fmt: skip
def test_the_nearest_word_is_proposed_and_none_when_none_is_near(text: str, least: int, meant: str) -> None:
    assert nearest(text, ["朗逸 1.5L 自动舒适", "途观", "帕萨特"], least) == meant


def test_no_usual_spelling_means_two_words() -> None:
    for kind, words in USUAL.items():
        keys = [fold(one) for name, (_code, also) in words.items() for one in (name, *also.split())]
        assert len(keys) == len(set(keys)), (kind, sorted(key for key in keys if keys.count(key) > 1))
    assert {code for code, _also in USUAL[Word.SOURCE].values()} <= {
        "walk_in", "call_in", "dcc", "referral", "repurchase", "event", "outlet",
    }  # fmt: skip
