"""A file on its way through a watched folder: taken once at rest, written without a person only where that is wanted."""

from __future__ import annotations

import os
from typing import Any

import pytest
from sqlalchemy import select

from crm.imports import actions
from crm.imports.drop.models import DropFile
from crm.imports.drop.rules import is_folder, judge, wanted
from crm.imports.models import Import
from crm.notices.models import Notice
from crm.shared.db import db
from jobs.runner import run_all
from tests.imports.dropping import BAD, CARL, VERA, House, customers, remembered
from tests.imports.files import CUSTOMER_HEADINGS, text
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize(
    ("name", "pattern", "is_wanted"),
    [("a.csv", "*.csv", True), ("A.CSV", "*.csv", True), ("a.csv", "*", True), ("客户.xlsx", "客户*.xlsx", True), (".a.csv", "*", False),
     ("~$a.xlsx", "*", False), ("a.csv.part", "*", False), ("a.csv.filepart", "*.csv*", False), ("a.tmp", "*", False), ("a.xlsx", "*.csv", False)],
)  # fmt: skip
def test_which_names_are_for_a_profile(name: str, pattern: str, is_wanted: bool) -> None:
    assert wanted(name, pattern) is is_wanted


def test_a_folder_is_a_plain_name() -> None:
    assert all(is_folder(name) for name in ("dms", "dms-visits", "旧系统", "a.b"))
    assert not any(
        is_folder(name)
        for name in ("", ".", "..", "../x", "a/b", "a\\b", "/etc", "done", ".hidden", "a..b", "x" * 61, "a\0b")
    )


@pytest.mark.parametrize(
    ("facts", "written", "code"),
    [({"go": 90, "aside": 5}, True, "drop_wrote"), ({"go": 90, "aside": 6}, False, "drop_aside"), ({"go": 0, "aside": 0}, True, "drop_nothing"),
     ({"go": 90, "aside": 0, "by_itself": False}, False, "drop_asks"), ({"go": 90, "aside": 0, "known": False}, False, "drop_guessed"),
     ({"go": 0, "aside": 100}, False, "drop_aside")],
)  # fmt: skip
def test_when_a_file_is_written_without_a_person(facts: dict[str, Any], written: bool, code: str) -> None:
    may, why = judge(**{"read": 100, "known": True, "by_itself": True, "limit": 5, **facts})
    assert (may, why.code) == (written, f"imports.{code}")


@pytest.mark.databases("sqlite", "postgresql")
def test_a_known_source_goes_in_by_itself_and_the_clerk_hears_of_it(house: House) -> None:
    house.profile(source_id=remembered(), by_itself=True)
    house.put(CARL, VERA)
    house.minutes(6)
    assert house.states() == ["done"] and customers() == 2
    assert house.names() == [] and house.names("done") == ["1-owners.csv"]
    record = db.session.scalars(select(Import).order_by(Import.id.desc()).limit(1)).one()
    assert (record.by_id, record.filename, record.rows_new) == (None, "owners.csv", 2)
    assert house.notices() == ["drop_done"]
    row = db.session.scalars(select(DropFile)).one()
    assert (row.reason_code, row.facts["new"]) == ("imports.drop_done", 2)


def test_a_file_that_still_grows_is_left_alone(house: House) -> None:
    house.profile()
    path = house.put(CARL)
    house.minutes()
    with path.open("ab") as file:
        file.write(b"\n" + text([VERA]))
    house.minutes()
    assert house.names() == ["owners.csv"] and house.states() == ["seen"]
    house.minutes(2)
    assert house.names() == [] and db.session.scalar(select(Import.rows_read)) == 2


def test_a_guessed_mapping_waits_for_a_person_who_then_writes(house: House) -> None:
    house.profile()
    house.put(CARL)
    house.minutes(5)
    assert house.states() == ["waiting"] and customers() == 0 and house.notices() == ["drop_waits"]
    record = db.session.scalars(select(Import)).one()
    actions.confirm(record, version=record.version, stamp=stamp_of("clerk"))
    db.session.commit()
    run_all()
    house.minutes()
    assert house.states() == ["done"] and customers() == 1
    assert db.session.scalar(select(Notice.outcome)) == "withdrawn"  # nothing is left to look at


def test_too_many_refused_rows_wait_even_for_a_known_source(house: House) -> None:
    house.profile(source_id=remembered(), by_itself=True)
    house.put(CARL, BAD)
    house.minutes(5)
    row = db.session.scalars(select(DropFile)).one()
    assert (row.state, row.reason_code, row.facts) == (
        "waiting",
        "imports.drop_aside",
        {"aside": 1, "read": 2, "limit": 5},
    )
    assert customers() == 0


def test_columns_that_nobody_knows_wait(house: House) -> None:
    house.profile()
    house.put(content=text([["甲", "乙"], ["1", "2"], ["3", "4"]]))
    house.minutes(4)
    assert house.states() == ["waiting"] and house.notices() == ["drop_waits"]


def test_the_same_file_is_taken_once_and_a_new_one_under_the_same_name_again(house: House) -> None:
    house.profile(source_id=remembered(), by_itself=True)
    house.put(CARL)
    house.minutes(6)
    os.utime(house.put(CARL), (1_800_000_000, 1_800_000_000))
    house.minutes(4)
    assert house.states() == ["done", "again"] and house.names() == []
    house.put(CARL, VERA)
    house.minutes(6)
    assert house.states() == ["done", "again", "done"] and customers() == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"%PDF-1.4", "imports.not_a_table"), (b"\n", "imports.empty_file"), (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "imports.xls"),
     (text([CUSTOMER_HEADINGS]), "imports.no_rows")],
)  # fmt: skip
def test_what_is_no_table_goes_to_refused_and_the_clerk_hears_why(house: House, content: bytes, code: str) -> None:
    house.profile()
    house.put(content=content)
    house.minutes(5)
    row = db.session.scalars(select(DropFile)).one()
    assert (row.state, row.reason_code) == ("refused", code)
    assert house.names() == [] and house.names("refused") == ["1-owners.csv"] and house.notices() == ["drop_refused"]
