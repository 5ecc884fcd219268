"""Numbers that are nobody's, and that every check has its words (R-607)."""

from __future__ import annotations

import pytest

from crm.quality.queries.checks import LOOKS
from crm.quality.rules import FIXES, NAMES, SUBJECTS, WHY, Check, is_placeholder


@pytest.mark.parametrize(
    ("phone", "nobody"),
    [
        ("13800138000", True), ("13111111111", True), ("13800000000", True), ("13812345678", True), ("12345", True),
        ("13987654321", True), ("13812341234", False), ("02112345679", False), ("13900001234", False), ("", True),
    ],
)  # fmt: skip
def test_a_number_typed_to_get_past_the_box_is_nobodys(phone: str, nobody: bool) -> None:
    assert is_placeholder(phone) is nobody


def test_every_check_has_its_words_its_subject_its_fix_and_its_query() -> None:
    for table in (NAMES, WHY, SUBJECTS, FIXES, LOOKS):
        assert set(table) == set(Check)
