"""A card from a generated history finds what is true in it, and nothing else."""

from __future__ import annotations

import random
from functools import cache

import pytest

from crm.grading.rules.fitting import Fitted, TooLittle, fit_card
from crm.grading.rules.judging import Judged, judge
from crm.grading.rules.measures import auc
from tests.grading.truth import columns, leads

HIDDEN = ("sold", "created", "phase")


@cache
def fitted(rows: int = 3000, seed: int = 1, drift: float = 0.0, base: float = -1.6) -> tuple[Fitted, Judged, float]:
    found = leads(rows, seed, drift, base)
    cells, won = columns(found, *HIDDEN), [int(row["sold"] == "yes") for row in found]
    cut = rows * 2 // 3
    card = fit_card({name: cell[:cut] for name, cell in cells.items()}, won[:cut], outcome="sold", yes="yes")
    later = {name: cell[cut:] for name, cell in cells.items()}
    best = auc([row["_chance"] for row in found[cut:]], won[cut:])
    return card, judge(card.card, later, won[cut:]), best or 0


def test_it_orders_later_rows_nearly_as_well_as_the_truth() -> None:
    for seed in (1, 2):
        _card, judged, best = fitted(seed=seed)
        assert (judged.auc or 0) > best - 0.02
        assert (judged.ece or 1) < 0.05


def test_the_grades_mean_what_they_say() -> None:
    for seed, base in ((1, -1.6), (2, -1.6), (3, -4.0)):
        _card, judged, _best = fitted(seed=seed, base=base)
        rates = [judged.grades[grade].rate or 0 for grade in "HABC"]
        assert rates == sorted(rates, reverse=True)
        assert len(set(rates)) == 4
        assert judged.grades["H"].n < 0.25 * judged.n < judged.grades["B"].n + judged.grades["C"].n


def test_it_asks_few_questions_and_only_true_ones() -> None:
    card, _judged, _best = fitted()
    assert {question.column for question in card.card.questions} == {"source", "budget", "minutes", "visits"}
    why = {one.column: one.why for one in card.left_out}
    assert "says the same" in why["newspaper"]
    assert "numbers the rows" in why["No"]
    assert set(why) == {"newspaper", "No", "Lead ID", "remark", "region", "colour"}


def test_points_are_few_whole_numbers_and_each_says_its_sentence() -> None:
    card, _judged, _best = fitted()
    for question in card.card.questions:
        assert len(question.answers) <= 13
        assert any(answer.points == 0 for answer in question.answers)
        assert all(isinstance(answer.points, int) and abs(answer.points) < 30 for answer in question.answers)
        assert all(answer.sentence.startswith(question.column) for answer in question.answers)


def test_not_answered_is_an_answer_of_its_own_however_it_is_written() -> None:
    card, _judged, _best = fitted()
    budget = next(one for one in card.card.questions if one.column == "budget")
    places = {budget.place(cell) for cell in ("", "Select", "N/A", " select ", "NaN", "请选择")}
    assert len(places) == 1
    answer = budget.answers[places.pop()]
    assert answer.empty
    assert answer.points < budget.answers[budget.place("named")].points


def test_outliers_fall_into_the_last_range() -> None:
    card, _judged, _best = fitted()
    minutes = next(one for one in card.card.questions if one.column == "minutes")
    assert minutes.place("1,250") == minutes.place("9e9") >= 0
    assert minutes.answers[minutes.place("4,000")].points > minutes.answers[minutes.place("5")].points


def test_an_unseen_word_and_a_missing_column_add_nothing() -> None:
    card, _judged, _best = fitted()
    assert card.card.scores({"source": ["Mars"]}, 1)[0] == 0
    assert card.card.scores({}, 2) == [0, 0]
    assert len(card.card.missing({})) == len(card.card.questions)


def test_the_latest_rows_set_the_level_of_the_chances() -> None:
    """Ever more customers buy: chances that only knew the mean of the past would be too low by 8 points."""
    _card, judged, _best = fitted(rows=6000, seed=4, drift=1.2)
    assert (judged.ece or 1) < 0.075


def test_pure_chance_makes_no_card() -> None:
    dice = random.Random(1)
    cells = {f"c{at}": [dice.choice("abcd") for _row in range(2000)] for at in range(12)}
    won = [int(dice.random() < 0.3) for _row in range(2000)]
    try:
        card = fit_card(cells, won, outcome="y", yes="1").card
    except TooLittle:
        return
    assert len(card.questions) <= 2  # by luck one of twelve may pass; it must not pretend to know much
    assert max(card.chances.steps, key=lambda step: step[1])[1] < 0.45


def test_what_is_known_only_afterwards_is_named() -> None:
    found = leads(1500)
    card = fit_card(
        columns(found, "sold", "created"), [int(row["sold"] == "yes") for row in found], outcome="s", yes="1"
    )
    assert [doubt.column for doubt in card.suspicions] == ["phase"]
    assert card.suspicions[0].auc > 0.95


@pytest.mark.parametrize("won", [[0] * 100, [1] * 100, [0, 1] * 5, [1] * 3 + [0] * 97])
def test_too_little_history_is_said(won: list[int]) -> None:
    with pytest.raises(TooLittle):
        fit_card({"a": ["x", "y"] * (len(won) // 2)}, won, outcome="s", yes="1")


def test_a_history_of_sixty_rows_still_gives_something() -> None:
    won = [int(at % 3 == 0) for at in range(60)]
    answers = ["hot" if hit else "cold" for hit in won]
    card = fit_card({"mood": answers}, won, outcome="s", yes="1").card
    assert card.scores({"mood": ["hot", "cold"]}, 2)[0] > card.scores({"mood": ["hot", "cold"]}, 2)[1]


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({1: 88, 0: 12}, "BC"),  # most of all customers are no H
        ({1: 10, 0: 90}, "HC"),
        ({3: 15, 2: 20, 1: 30, 0: 35}, "HABC"),
        ({0: 100}, "C"),
    ],
)
def test_few_scores_still_make_sensible_grades(counts: dict[int, int], wanted: str) -> None:
    from crm.grading.rules.limits import grade_of, limits_for

    scores = [score for score, many in counts.items() for _row in range(many)]
    limits = limits_for(scores, [int(score == max(counts)) for score in scores])
    assert "".join(grade_of(score, limits) for score in counts) == wanted
    assert limits[0] >= limits[1] >= limits[2]
