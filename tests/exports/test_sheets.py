"""Every list can leave the house: each page that lists has a sheet, each sheet is made, and none holds a formula (T14)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from crm.exports import making
from crm.exports.files import Mark, open_file
from crm.exports.models import Export
from crm.exports.rules import Form
from crm.shared.blobs import Blob, open_blob
from crm.shared.db import Base, db
from crm.shared.sheets import SHEETS, Cell, Sheet
from crm.staff.rules import ROLES, Right, Role
from tests.exports.files import formulas, rows_of
from tests.makers import make_export
from tests.matrix.world import ID_TABLES, WORDS, make_world
from tests.support import PEOPLE, sign_in, stamp_of

PAYLOADS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠A1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","x")', " =1+1", "%0A=1",
)  # fmt: skip

# Pages that show no list of rows which somebody would take along; each says why.
NO_LIST = {
    "appointments.below": "a part of a page that has sheets", "appointments.feed": "one's own calendar address",
    "appointments.free": "free times while a form is filled in", "callbacks.beside": "a part of a page that has sheets",
    "cards.own": "one's own card", "cards.store": "what stands on every card", "coupons.redeem": "the counter",
    "customers.new": "a form", "drives.new_booking": "a form", "drives.words": "the words of one paper",
    "enquiries.index": "the poll of a page that has sheets", "enquiries.new_source": "a form", "imports.new_folder": "a form", "dictionaries.changes": "a poll of a page that has sheets",
    "dictionaries.word": "one word and its form", "exports.new": "a form",
    "leads.new": "a form", "losses.new_occasion": "a form", "notices.notices": "what one was told oneself, for two days",
    "people.new": "a form", "people.own_password": "a form", "people.own_pin": "a form", "reception.board": "a poll", "reception.desk": "the desk; its list of visits has it",
    "reception.new_visit": "a form", "reception.old_rota": "leads to the rota", "staff.home": "leads to one's page",
    "staff.me": "one's own page", "tablet.draft": "one's own draft",
}  # fmt: skip


def who_may(sheet: Sheet) -> str:
    """Somebody of store 1 who may take this sheet along."""
    for username, (_name, role) in PEOPLE.items():
        mine = ROLES[Role(role)]
        if Right.EXPORT in mine and mine & set(sheet.rights):
            return username
    raise AssertionError(f"nobody may export {sheet.key}")


def lists(app: Flask) -> list[str]:
    """Every page without a number in its address that a signed-in person reads."""
    found = []
    for rule in app.url_map.iter_rules():
        rights = getattr(app.view_functions[rule.endpoint], "rights", frozenset())
        if rights and "GET" in (rule.methods or ()) and not rule.arguments:
            found.append(rule.endpoint)
    return sorted(set(found))


@pytest.mark.databases("sqlite")
def test_every_page_that_lists_has_its_sheet(application: Flask) -> None:
    covered = {page for sheet in SHEETS.values() for page in sheet.on}
    bare = [page for page in lists(application) if page not in covered and page not in NO_LIST]
    assert not bare, f"no export, and no reason why not: {bare}"
    both = covered & NO_LIST.keys() - {"coupons.redeem"}
    assert not both, f"these have one after all: {both}"
    assert covered <= set(application.view_functions), covered - set(application.view_functions)


@pytest.mark.databases("sqlite")
def test_the_rail_and_the_tabs_lead_to_lists_that_can_leave(application: Flask) -> None:
    from crm.navigation import RAIL, TABS

    covered = {page for sheet in SHEETS.values() for page in sheet.on}
    shown = {row[0] for row in RAIL} | {end for row in TABS for tab in row for end in (tab.endpoint, *tab.also)}
    assert not shown - covered - NO_LIST.keys(), shown - covered - NO_LIST.keys()


@pytest.mark.databases("sqlite")
def test_each_such_page_shows_the_button_to_who_may_only(app: Flask) -> None:
    with app.app_context():
        make_world()
        db.session.commit()
        ids: dict[str, Any] = dict(WORDS)
        for name, table in ID_TABLES.items():
            columns = Base.metadata.tables[table].c
            ids[name] = db.session.scalar(select(columns.id).order_by(columns.id).limit(1))
        people = Base.metadata.tables["customers"].c
        ids["customer_id"] = db.session.scalar(select(people.id).where(people.kind == "company"))
    clients = {who: sign_in(app.test_client(), who) for who in PEOPLE}
    for page in sorted({page for sheet in SHEETS.values() for page in sheet.on} - {"coupons.redeemed_today"}):
        rule = next(one for one in app.url_map.iter_rules(page) if "GET" in (one.methods or ()))
        built = rule.build({name: ids[name] for name in rule.arguments})
        assert built is not None
        for who in dict.fromkeys((opener(app, page), "advisor")):
            answer = clients[who].get(str(built[1]))
            if answer.status_code in (403, 404):
                assert who == "advisor", f"{who} on {page}: {answer.status}"
                continue
            has = re.search(rf'href="/exports/new\?[^"]*page_of={re.escape(page)}', answer.text)
            assert bool(has) == (who != "advisor"), f"{who} on {page}: {answer.status}"


def opener(app: Flask, page: str) -> str:
    """Somebody who may open the page and take one of its sheets along; advisors may take nothing (T1)."""
    opens = getattr(app.view_functions[page], "rights", frozenset())
    for username, (_name, role) in PEOPLE.items():
        mine = ROLES[Role(role)]
        reads = "*" in opens or opens & mine
        if reads and Right.EXPORT in mine and any(mine & set(one.rights) for one in SHEETS.values() if page in one.on):
            return username
    raise AssertionError(f"nobody may export {page}")


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("form", list(Form))
def test_no_sheet_holds_a_formula_whatever_the_cells_say(application: Flask, tmp_path: Any, form: Form) -> None:
    """11 payloads and more in every text column of every sheet, reopened."""
    mark = Mark("=1+1 by Max", [("Purpose", "=1+1")], "=List", "Asia/Shanghai")
    with application.test_request_context():
        for sheet in SHEETS.values():
            columns = [replace(one, label=one.label or "x") for one in sheet.columns]
            writer = open_file(form, columns, mark, str(tmp_path))
            for payload in PAYLOADS:
                writer.row([payload if one.cell is Cell.TEXT else None for one in columns])
            content = writer.close()
            rows = rows_of(content)
            if form is Form.XLSX:
                assert formulas(content) == 0, sheet.key
                said = {str(cell) for row in rows[2:] for cell in row if cell != ""}
                assert {one.strip() for one in said} == {one.replace("\r", "\n").strip() for one in PAYLOADS}, sheet.key
            else:
                bad = [cell for row in rows for cell in row if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))]
                assert not bad, (sheet.key, bad)


def test_every_sheet_is_made_from_real_rows(inside: Flask) -> None:
    """All of them, as somebody who may; names that try to be formulas stay words."""
    make_world()
    tables = Base.metadata.tables
    db.session.execute(update(tables["leads"]).values(interest='=HYPERLINK("http://x.example","x")'))
    db.session.execute(update(tables["customers"]).values(name="=1+1"))
    db.session.commit()
    made = 0
    for sheet in SHEETS.values():
        who = who_may(sheet)
        export = make_export(sheet.key, by=who, filters={"run_id": "1", "customer_id": "1", "staff_id": "2"})
        export.state = "asked"
        db.session.execute(update(Export).where(Export.id != export.id, Export.state != "done").values(state="cancelled"))
        if sheet.full:
            _approve(export)
        db.session.commit()
        making.write_file(export.id, stamp_of(who), db.session.commit)
        db.session.commit()
        done = db.session.get_one(Export, export.id, populate_existing=True)
        assert done.state == "done", (sheet.key, done.state, done.reason_code)
        content = open_blob(db.session.get_one(Blob, done.blob_id)) or b""
        assert formulas(content) == 0, sheet.key
        assert len(rows_of(content)) == done.rows_done + 2, sheet.key
        made += done.rows_done > 0
    assert made > 40, made


def _approve(export: Export) -> None:
    from crm.exports.models import ExportDecision

    gina = stamp_of("gm")
    answer = ExportDecision(store_id=export.store_id, export_id=export.id, verdict="approved")
    answer.sign(gina)
    db.session.add(answer)
