"""The rules of test drives: licences, signatures, and the day of a car as cells."""

from __future__ import annotations

from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.drives.rules import (
    HEIGHT,
    LICENCE_MONTHS,
    TEXTS,
    WIDTH,
    Kind,
    Licence,
    Shown,
    ink,
    path,
    steps,
    strokes,
    why_not_drive,
)
from crm.drives.rules.day import CELL, cells, columns
from crm.shared.pictures import bare, media_of

MONTHS = {LICENCE_MONTHS: 12}
TODAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("shown", "automatic", "code"),
    [
        (Shown(Licence.C1, date(2020, 1, 1)), False, None),
        (Shown(Licence.A1, date(2020, 1, 1)), False, None),
        (Shown(Licence.C2, date(2020, 1, 1)), True, None),
        (Shown(Licence.C2, date(2020, 1, 1)), False, "drives.manual"),
        (Shown(Licence.OTHER, date(2020, 1, 1)), True, "drives.class"),
        (Shown(Licence.C1, date(2025, 3, 18)), True, None),
        (Shown(Licence.C1, date(2025, 3, 19)), True, "drives.young"),
        (Shown(Licence.C1, date(2026, 3, 19)), True, "drives.not_yet"),
        (Shown(Licence.C1, date(2020, 1, 1), date(2026, 3, 18)), True, None),
        (Shown(Licence.C1, date(2020, 1, 1), date(2026, 3, 17)), True, "drives.expired"),
    ],
)
def test_who_may_take_the_wheel(shown: Shown, automatic: bool, code: str | None) -> None:
    """F-19: a valid licence that allows this car, held for a year."""
    wrong = why_not_drive(shown, automatic, TODAY, MONTHS)
    assert (wrong[1].code if wrong else None) == code


def test_a_licence_of_a_leap_day_is_a_year_old_at_the_end_of_february() -> None:
    shown = Shown(Licence.C1, date(2024, 2, 29))
    assert why_not_drive(shown, True, date(2025, 2, 27), MONTHS) is not None
    assert why_not_drive(shown, True, date(2025, 2, 28), MONTHS) is None


@given(st.text(max_size=60) | st.recursive(st.integers() | st.floats() | st.booleans(), st.lists).map(str))
def test_nothing_that_is_sent_for_a_signature_breaks_it(text: str) -> None:
    drawn = strokes(text)
    assert drawn is None or all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for line in drawn for x, y in line)


def test_a_signature_is_numbers_and_nothing_else() -> None:
    drawn = strokes("[[0,0,300,400],[10,10]]")
    assert drawn is not None and ink(drawn) == 500
    assert path(drawn) == "M0 0 L300 400 M10 10 L10 10"
    for wrong in (
        "[[0]]",
        "[[0,401]]",
        "[[1001,0]]",
        "[[true,false]]",
        "[[0.5,1]]",
        '[["a","b"]]',
        "{}",
        "[" * 9999,
        "7",
    ):
        assert strokes(wrong) is None
    assert strokes(str([[1, 1] * 6001])) is None and strokes("") == ()


@given(st.integers(0, 10**6), st.integers(1, 1440), st.integers(0, 10**6), st.integers(1, 1440))
def test_steps_meet_when_the_times_do(one: int, long: int, other: int, longer: int) -> None:
    def taken(minute: int, length: int) -> set[int]:
        begins = datetime.fromtimestamp(minute * 60)
        return set(steps(begins, datetime.fromtimestamp((minute + length) * 60)))

    if one < other + longer and other < one + long:
        assert taken(one, long) & taken(other, longer)


def _booked(begins: str, ends: str) -> Any:
    return SimpleNamespace(
        starts=datetime.fromisoformat(f"2026-03-18T{begins}"), ends=datetime.fromisoformat(f"2026-03-18T{ends}")
    )


def test_a_day_is_cut_into_half_hours_and_bookings() -> None:
    bookings = [_booked("10:00", "10:45"), _booked("10:50", "11:10"), _booked("17:30", "19:00")]
    shown = columns(time(9), time(18), bookings)
    assert (shown.start, shown.stop) == (9 * 60, 19 * 60)
    day = cells(bookings, shown)
    assert [(cell.clock, cell.span, len(cell.bookings)) for cell in day][:4] == [
        ("09:00", 1, 0), ("09:30", 1, 0), ("10:00", 3, 2), ("11:30", 1, 0),
    ]  # fmt: skip
    assert (day[-1].clock, day[-1].span) == ("17:30", 3)


@given(st.lists(st.tuples(st.integers(0, 1435), st.integers(5, 600)), max_size=8))
def test_the_cells_fill_the_day_and_hold_every_booking(told: list[tuple[int, int]]) -> None:
    bookings = [
        _booked(
            f"{begin // 60:02d}:{begin % 60:02d}",
            f"{min(begin + long, 1439) // 60:02d}:{min(begin + long, 1439) % 60:02d}",
        )
        for begin, long in told
    ]
    shown = columns(time(9), time(18), bookings)
    day = cells(bookings, shown)
    assert sum(cell.span for cell in day) * CELL == shown.stop - shown.start
    assert sum(len(cell.bookings) for cell in day) == len(bookings)


def test_every_way_of_using_a_car_with_a_customer_has_its_words() -> None:
    assert set(TEXTS) == set(Kind) - {Kind.BLOCK}


def test_a_photo_is_known_by_its_bytes_and_loses_what_the_camera_wrote() -> None:
    jpeg = b"\xff\xd8" + b"\xff\xe0\x00\x06JFIF"[:8] + b"\xff\xe1\x00\x0aGPS51.5N" + b"\xff\xda\x00\x02picture"
    assert (
        media_of(jpeg) == "image/jpeg"
        and b"GPS" not in bare(jpeg, "image/jpeg")
        and b"picture" in bare(jpeg, "image/jpeg")
    )
    assert media_of(b"\x89PNG\r\n\x1a\n....") == "image/png" and media_of(b"RIFF....WEBPVP8 ") == "image/webp"
    assert media_of(b"<svg onload=1>") is None and media_of(b"") is None
    for broken in (b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00\x00", b"\xff\xd8\xff\xe1\xff\xff"):
        assert bare(broken, "image/jpeg") == broken


def test_a_photo_taken_upright_stays_upright() -> None:
    entry = b"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"  # orientation 6, little-endian
    exif = b"Exif\0\0II*\0\x08\x00\x00\x00\x02\x00" + b"\x0f\x01\x02\x00\x04\x00\x00\x00GPS!" + entry + b"\0\0\0\0"
    jpeg = b"\xff\xd8\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + b"\xff\xda\x00\x02picture"
    kept = bare(jpeg, "image/jpeg")
    assert b"GPS!" not in kept and kept.endswith(b"\xff\xda\x00\x02picture")
    assert kept[2:4] == b"\xff\xe1" and int.from_bytes(kept[4:6]) == 34 and kept[4 + 34 : 4 + 36] == b"\xff\xda"
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept and bare(kept, "image/jpeg") == kept
