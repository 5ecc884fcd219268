"""Folders that are links, gone, silent or full of old files; and a worker that dies in the middle."""

from __future__ import annotations

import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.imports.drop import profiles
from crm.imports.models import Import
from crm.notices.models import Notice
from crm.shared.db import db
from crm.shared.stamp import machine
from jobs.minutes import due_now
from tests.imports.dropping import CARL, House
from tests.imports.files import CUSTOMER_HEADINGS, text
from tests.support import stamp_of

pytestmark = pytest.mark.databases("sqlite")


def test_a_link_is_put_aside_and_what_it_points_to_is_never_read(house: House, tmp_path: Path) -> None:
    house.profile()
    secret = tmp_path / "secret.csv"
    secret.write_bytes(text([CUSTOMER_HEADINGS, CARL]))
    (house.folder / "owners.csv").symlink_to(secret)
    os.mkfifo(house.folder / "pipe.csv")
    house.minutes(4)
    assert house.states() == ["refused", "refused"] and db.session.scalar(select(func.count()).select_from(Import)) == 0
    assert house.names() == [] and secret.exists()


@pytest.mark.parametrize("level", ["store", "profile", "taking"])
def test_a_folder_that_is_a_link_is_not_followed(house: House, tmp_path: Path, level: str) -> None:
    house.profile()
    outside = tmp_path / "outside"
    target = {"store": house.folder.parent, "profile": house.folder, "taking": house.folder / "taking"}[level]
    if level != "taking":
        target.rename(outside)
    else:
        outside.mkdir()
    target.symlink_to(outside)
    (outside / "dms" if level == "store" else outside).joinpath("owners.csv").write_bytes(
        text([CUSTOMER_HEADINGS, CARL])
    )
    house.minutes(3)
    assert (house.trouble() == "imports.drop_outside" and house.states() == []) or level == "taking"
    assert db.session.scalar(select(func.count()).select_from(Import)) == 0


def test_trouble_is_told_once_and_goes_when_the_folder_is_back(house: House) -> None:
    house.profile()
    house.folder.rename(house.folder.with_name("away"))
    house.minutes(3)
    assert house.trouble() == "imports.drop_missing" and house.notices() == ["drop_trouble"]
    house.folder.with_name("away").rename(house.folder)
    house.minutes()
    assert house.trouble() is None and db.session.scalar(select(Notice.outcome)) == "withdrawn"


def test_a_folder_where_nothing_comes_is_reported(house: House) -> None:
    house.profile()
    house.at += timedelta(days=3)
    house.minutes()
    assert house.trouble() == "imports.drop_quiet"
    house.put(CARL)
    house.minutes(3)
    assert house.trouble() is None


def test_a_worker_that_dies_after_the_move_goes_on_where_it_was(house: House) -> None:
    house.profile()
    path = house.put(CARL)
    house.minutes()
    (house.folder / "taking").mkdir(exist_ok=True)
    path.rename(house.folder / "taking" / "1-owners.csv")
    house.minutes(3)
    assert db.session.scalar(select(Import.rows_read)) == 1 and house.names("taking") == []


def test_what_was_put_away_is_forgotten_after_its_days(house: House) -> None:
    house.profile()
    house.put(CARL)
    house.minutes(4)
    assert house.names("done") == ["1-owners.csv"]
    house.at = datetime.fromisoformat(f"{date.today() + timedelta(days=40)}T04:00:00+00:00")
    house.minutes()
    assert house.names("done") == []


def test_the_clock_asks_only_where_a_folder_is_watched(house: House) -> None:
    stamp = machine(1, house.at)
    assert "jobs.drops.watch" not in due_now(stamp)
    profile = house.profile()
    assert "jobs.drops.watch" in due_now(stamp) and "jobs.drops.watch" not in due_now(machine(2, house.at))
    profiles.close_profile(profile, version=None, stamp=stamp_of("clerk"))
    db.session.commit()
    assert "jobs.drops.watch" not in due_now(stamp)
