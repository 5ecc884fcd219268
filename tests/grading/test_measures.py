"""The figures themselves, against hand-worked values."""

from __future__ import annotations

import random

import pytest

from crm.grading.rules.measures import Share, auc, ece, order_holds, wilson


@pytest.mark.parametrize(
    ("scores", "won", "wanted"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
        ([5, 5, 5, 5], [0, 1, 0, 1], 0.5),  # ties count half
        ([1, 2, 2, 3], [0, 0, 1, 1], 0.875),
        ([1, 2], [1, 1], None),
        ([], [], None),
    ],
)
def test_auc(scores: list[float], won: list[int], wanted: float | None) -> None:
    assert auc(scores, won) == wanted


def test_auc_is_the_share_of_pairs_in_order() -> None:
    dice = random.Random(3)
    scores = [dice.randrange(9) for _row in range(120)]
    won = [int(dice.random() < 0.4) for _row in range(120)]
    rows = list(zip(scores, won, strict=True))
    pairs = [(a > b) + (a == b) / 2 for a, x in rows if x for b, y in rows if not y]
    assert auc(scores, won) == pytest.approx(sum(pairs) / len(pairs))


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (81, 263, 0.2553, 0.3662), (0, 0, 0.0, 1.0)],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    """The third and fourth rows are Newcombe's (1998) examples and their kin."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


def test_ece_of_a_true_forecast_is_only_chance() -> None:
    dice = random.Random(5)
    chances = [dice.random() for _row in range(20_000)]
    won = [int(dice.random() < chance) for chance in chances]
    assert (ece(chances, won) or 1) < 0.012
    off = [min(1.0, chance + 0.1) for chance in chances]
    assert 0.08 < (ece(off, won) or 0) < 0.11


def test_ece_does_not_depend_on_the_order_of_equal_chances() -> None:
    chances = [0.5] * 100
    assert ece(chances, [1] * 50 + [0] * 50) == pytest.approx(0)
    assert ece(chances, [0, 1] * 50) == pytest.approx(0)
    assert ece([0.2] * 5, [0, 0, 0, 0, 1]) == pytest.approx(0)
    assert ece([], []) is None


@pytest.mark.parametrize(
    ("shares", "wanted"),
    [
        ([(90, 100), (60, 100), (30, 100), (5, 100)], "holds"),
        ([(9, 10), (8, 10), (3, 10), (1, 10)], "open"),
        ([(50, 100), (60, 100), (30, 100), (5, 100)], "broken"),
        ([(90, 100), (0, 0), (30, 100), (5, 100)], "open"),
    ],
)
def test_whether_h_a_b_c_holds(shares: list[tuple[int, int]], wanted: str) -> None:
    assert order_holds([Share(hits, n) for hits, n in shares]) == wanted
