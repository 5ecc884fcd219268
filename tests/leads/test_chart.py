"""The step line of the grade: where it starts, moves, and points to."""

import itertools
from datetime import date

from crm.leads.chart import LABEL_WIDTH, RIGHT, steps

DAY = date(2026, 3, 18)


def test_no_grade_draws_nothing():
    assert steps([], DAY, "H") is None
    assert steps([(DAY, "N")], DAY, None) is None


def test_the_mocks_story():
    drawn = steps([(date(2026, 2, 20), "C"), (date(2026, 2, 28), "B"), (date(2026, 3, 12), "A")], DAY, "H")
    assert drawn.line == "M40 102H111V74H218V46H272"
    assert drawn.dashed == "M272 46V18H292"
    assert drawn.labels[0] == (40, date(2026, 2, 20))
    assert drawn.labels[-1] == (RIGHT, None)


def test_labels_never_run_together():
    many = [(date(2026, 3, day), "ABC"[day % 3]) for day in range(1, 19)]
    at = [x for x, _ in steps(many, DAY, None).labels]
    assert all(b - a >= LABEL_WIDTH for a, b in itertools.pairwise(at))


def test_a_grade_of_today_alone_is_a_line_to_today():
    drawn = steps([(DAY, "B")], DAY, "B")
    assert drawn.line == "M40 74H272"
    assert drawn.dashed == ""
