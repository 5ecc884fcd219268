"""The pages of watched folders and remembered sources: everything a person may get wrong, and who may come in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from crm.imports.drop.models import DropFile, DropProfile
from crm.imports.rules import Kind
from crm.imports.sources import ImportSource
from crm.shared.db import db
from tests.imports.dropping import BAD, CARL, House
from tests.support import queries_at_most, sign_in, stamp_of

pytestmark = pytest.mark.databases("sqlite")
GIVEN = {"name": "DMS", "folder": "dms", "pattern": "*.csv", "kind": "customers", "source_id": "", "active": "y"}


@pytest.fixture
def clerk(app: Flask, drop_root: Path) -> FlaskClient:
    return sign_in(app.test_client(), "clerk")


def source(app: Flask, kind: Kind = Kind.CUSTOMERS) -> int:
    with app.app_context():
        row = ImportSource(
            store_id=1, name="老系统", kind=kind, fingerprint="x", mapping=[["手机号", "phone"], ["杂项", ""]]
        )
        row.sign(stamp_of("clerk"))
        db.session.add(row)
        db.session.commit()
        return row.id


def opened(clerk: FlaskClient, **values: Any) -> str:
    answer = clerk.post("/imports/folders", data=GIVEN | values)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_a_folder_is_opened_made_on_disk_and_listed(drop_root: Path, clerk: FlaskClient) -> None:
    assert "No folder is watched yet" in clerk.get("/imports/folders").text
    opened(clerk)
    assert (drop_root / "T1" / "dms").is_dir()
    page = clerk.get("/imports/folders").text
    assert "T1/dms/*.csv" in page and "<b>1</b> folder is watched" in page and "asks first" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [({"name": ""}, "Give it a name"), ({"folder": ""}, "Name the folder."), ({"folder": "../x"}, "A plain name without slashes"),
     ({"folder": "/etc"}, "A plain name without slashes"), ({"folder": "a/b"}, "A plain name without slashes"), ({"folder": "done"}, "A plain name without slashes"),
     ({"pattern": ""}, "Say which files"), ({"kind": "evil"}, "This choice does not exist."), ({"kind": ""}, "Say what the rows are."),
     ({"by_itself": "y"}, "needs a source whose columns were checked once"), ({"source_id": "999"}, "rows of another kind"), ({"name": "x" * 41}, "This is too long.")],
)  # fmt: skip
def test_what_is_wrong_is_said_under_its_field_and_stays_typed(
    app: Flask, clerk: FlaskClient, values: dict[str, str], said: str
) -> None:
    answer = clerk.post("/imports/folders", data=GIVEN | values)
    assert answer.status_code == 422 and said in answer.text
    assert f'value="{values.get("pattern", "*.csv")}"' in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(DropProfile)) == 0


def test_two_profiles_do_not_watch_one_folder_and_a_source_fits_its_kind(app: Flask, clerk: FlaskClient) -> None:
    opened(clerk)
    assert "watches this folder already" in clerk.post("/imports/folders", data=GIVEN).text
    visits = str(source(app, Kind.SERVICE_VISITS))
    assert (
        "rows of another kind" in clerk.post("/imports/folders", data=GIVEN | {"folder": "b", "source_id": visits}).text
    )
    opened(clerk, folder="b", kind="service_visits", source_id=visits, by_itself="y")


def test_an_older_version_is_a_conflict_and_a_closed_folder_is_gone(clerk: FlaskClient) -> None:
    address = opened(clerk)
    assert clerk.post(address, data=GIVEN | {"name": "DMS 2", "version": "1"}).status_code == 303
    answer = clerk.post(address, data=GIVEN | {"name": "DMS 3", "version": "1"})
    assert answer.status_code == 409 and "DMS 2" in answer.text and "DMS 3" in answer.text
    assert clerk.post(f"{address}/closing", data={"version": "1"}).status_code == 409
    assert clerk.post(f"{address}/closing", data={"version": "2"}).status_code == 303
    assert clerk.get(address).status_code == 404


def test_trouble_and_what_came_stand_on_the_pages(app: Flask, drop_root: Path, clerk: FlaskClient) -> None:
    address = opened(clerk)
    with app.app_context():
        house = House(drop_root)
        house.put(CARL, BAD)
        house.minutes(4)
    page = clerk.get(address).text
    assert "owners.csv" in page and "Waits for you" in page and "this profile writes nothing by itself" not in page
    assert "1 of 2 rows are held or refused, more than 5%" in page
    with app.app_context():
        house.folder.rename(house.folder.with_name("away"))
        house.minutes()
    for path in ("/imports", "/imports/folders", address):
        assert "The folder does not exist." in clerk.get(path).text
    assert "The folder does not exist." not in clerk.get("/customers").text
    assert "文件夹不存在" in clerk.get("/imports/folders?lang=zh").text


def test_a_remembered_source_is_renamed_and_forgotten(app: Flask, clerk: FlaskClient) -> None:
    address = f"/imports/sources/{source(app)}"
    page = clerk.get(address).text
    assert "<b>1</b> columns are followed" in page and "Leave out" in page
    assert clerk.post(address, data={"name": "", "version": "1"}).status_code == 422
    assert clerk.post(address, data={"name": "新系统", "version": "1"}).status_code == 303
    assert clerk.post(address, data={"name": "x", "version": "1"}).status_code == 409
    assert "新系统" in clerk.get("/imports/folders").text
    assert clerk.post(f"{address}/forgetting", data={"version": "2"}).status_code == 303
    assert clerk.get(address).status_code == 404


def test_only_who_imports_comes_in_and_another_store_sees_nothing(app: Flask, clerk: FlaskClient) -> None:
    address, remembered = opened(clerk), f"/imports/sources/{source(app)}"
    for who in ("advisor", "service", "manager"):
        other = sign_in(app.test_client(), who)
        for path in ("/imports/folders", "/imports/folders/new", address, remembered):
            assert other.get(path).status_code == 403
    other = sign_in(app.test_client(), "other_clerk")
    for path in (address, remembered):
        assert other.get(path).status_code == 404 and other.post(path, data=GIVEN).status_code == 404
    assert "dms" not in other.get("/imports/folders").text


def test_the_page_costs_the_same_for_one_and_for_fifty_files(app: Flask, clerk: FlaskClient) -> None:
    opened(clerk)
    clerk.get("/imports/folders")
    with queries_at_most(8):
        clerk.get("/imports/folders")
    with app.app_context():
        for number in range(60):
            row = DropFile(store_id=1, profile_id=1, name=f"{number}.csv", size=1, mtime_ns=number, state="done")
            row.seen_at, row.reason_code, row.rule_version, row.facts = (
                stamp_of("clerk").at,
                "imports.drop_again",
                1,
                {},
            )
            db.session.add(row)
        db.session.commit()
    with queries_at_most(8):
        page = clerk.get("/imports/folders").text
    assert "59.csv" in page and "9.csv" in page and ">5.csv" not in page
    assert ">5.csv" in clerk.get("/imports/folders?before=11").text
