"""Whole files of awkward rows, of every kind: each row ends somewhere with a reason, again changes nothing, undo undoes all.

The rows are drawn from small pools, so that they repeat and contradict each other. YUKE_FUZZ=20 plays that many files of each kind.
"""

from __future__ import annotations

import os
import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.customers.models import Customer, SearchTerm
from crm.elsewhere.models import ElsewhereVisit
from crm.imports.columns import FIELDS
from crm.imports.models import Import, ImportRow
from crm.imports.rules import Kind, Verdict
from crm.insurance.models import InsurancePolicy
from crm.leads.models import Lead
from crm.sales.models import CarSale
from crm.shared.clock import clock
from crm.shared.db import db
from crm.shared.reasons import SENTENCES, say
from crm.vehicles.models import Vehicle
from crm.workshop.models import ServiceLine, ServiceVisit
from tests.imports.corpus import cells, names
from tests.imports.test_flow import adds_up, checked, upload, written
from tests.imports.test_flow import again as reloaded
from tests.imports.test_undo import undone

SEEDS = range(max(1, int(os.environ.get("YUKE_FUZZ", "0"))))
ROWS = 40
WRITTEN = (Verdict.NEW, Verdict.CHANGED)
TABLES = (Customer, SearchTerm, Vehicle, ServiceVisit, ServiceLine, Lead, CarSale, InsurancePolicy, ElsewhereVisit)
NAMES = [spelling for name, spellings in names.NAMES.items() if name for spelling in spellings[:2]][:30]
PHONES = [spelling for numbers, spellings in cells.PHONES.items() if numbers for spelling in spellings[::9]]
PLATES = [spelling for plate, spellings in cells.PLATES.items() for spelling in spellings[:2]][:40]
VINS = [spelling for spellings in cells.VINS.values() for spelling in spellings[:3]] + [
    f"LSVAA4187E21{n:05d}" for n in range(12)
]
DAYS = [spelling for day, spellings in cells.DAYS.items() if day for spelling in spellings[::3]]
WORDS = {
    "pay_kind": ["自费", "保修", "保险", "索赔", "三包", ""], "grade": ["H", "A", "B", "C", "h级", ""], "stage": ["跟进中", "战败", "成交", ""], "cover": ["商业险", "交强险", "商业", ""],
    "in_region": ["是", "否", "区内", "区外", ""], "sex": ["男", "女", "先生", ""], "lost_reason": ["价格高", "竞品", ""], "channel": ["展厅", "网络", "电话", ""],
    "model": ["澄野 L5", "澄野　Ｌ５", "朗逸 1.5L", ""], "series": ["澄野 L5", ""], "order_no": ["R1", "R2", "r 3", ""], "line_no": [1, 2, "3", ""],
}  # fmt: skip


def cell(key: str, dice: random.Random) -> Any:
    """One cell of a column: mostly what people write there, sometimes what nobody should."""
    if dice.random() < 0.04:
        return dice.choice(names.AWKWARD)
    if dice.random() < 0.15:
        return ""
    if key in WORDS:
        return dice.choice(WORDS[key])
    if key.startswith("phone"):
        return dice.choice([*PHONES, *(13800000000 + n for n in range(15))])
    if key in ("plate", "vin", "name"):
        return dice.choice({"plate": PLATES, "vin": VINS, "name": NAMES}[key])
    if key.endswith("_on"):
        recent = clock.now().date() - timedelta(days=dice.randrange(40))
        return dice.choice([*DAYS, *[recent.isoformat()] * 20, *[f"{recent:%Y年%m月%d日}"] * 10])
    if key.endswith(("_fen", "_km", "visits", "count")):
        return dice.choice([dice.randrange(90_000), f"{dice.randrange(9_000):,}", "6.4万", "１２３", "(5)"])
    return dice.choice(["甲", "乙", "丙丁"])


def rows_for(kind: Kind, dice: random.Random) -> list[list[Any]]:
    fields = FIELDS[kind]
    rows = [[cell(field.key, dice) for field in fields] for _ in range(ROWS)]
    return [[field.names[0] for field in fields], *rows, *dice.sample(rows, 5)]


def played(rows: list[list[Any]], kind: Kind) -> Import:
    """The file through all its stages; after each the counts add up and every row says why."""
    record = upload(rows, kind)
    assert record.state == "mapped" and all(record.mapping)
    record = checked(record)
    assert record.state == "checked"
    adds_up(record)
    ends_with_a_reason(record, ImportRow.verdict)
    record = written(record)
    assert record.state == "done"
    adds_up(record)
    ends_with_a_reason(record, ImportRow.outcome)
    return record


def ends_with_a_reason(record: Import, column: Any) -> None:
    for verdict, code, facts in db.session.execute(
        select(column, ImportRow.reason_code, ImportRow.facts).where(ImportRow.import_id == record.id)
    ):
        assert verdict in set(Verdict)
        assert code in SENTENCES and "{" not in say(code, facts or {}).replace("{{7*7}}", "").replace(
            "{0}", ""
        ).replace("${7*7}", "").replace("#{1}", "")


def outcomes(record: Import) -> dict[int, str]:
    """What became of each row. One that was held may go in the next time, when its fellows are on file."""
    rows = select(ImportRow.row_no, ImportRow.outcome).where(ImportRow.import_id == record.id)
    return {number: str(outcome) for number, outcome in db.session.execute(rows)}


def everything() -> dict[str, Any]:
    """Every business row as it stands, but for ids, versions and chance."""
    db.session.expire_all()
    found: dict[str, Any] = {}
    for model in TABLES:
        columns = [one for one in model.__table__.columns if one.name not in ("id", "version", "lot")]
        found[model.__tablename__] = sorted(tuple(map(str, row)) for row in db.session.execute(select(*columns)))
    return found


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", list(Kind))
def test_awkward_rows_end_with_a_reason_change_nothing_twice_and_can_be_undone(inside, kind, seed):
    play(kind, seed)


@pytest.mark.databases("postgresql")
@pytest.mark.parametrize("kind", [Kind.SERVICE_VISITS, Kind.LEADS])
def test_so_they_do_on_the_other_database(inside, kind):
    play(kind, 0)


def play(kind: Kind, seed: int) -> None:
    """A file of this kind twice, and both undone."""
    rows = rows_for(kind, random.Random(f"{kind}{seed}"))
    before = everything()
    record = played(rows, kind)
    assert len(rows) - 4 < record.rows_read < len(rows)  # a row in which nothing stands is no row
    first, second = outcomes(record), outcomes(again := played(rows, kind))
    late = {number for number, ending in second.items() if ending in WRITTEN}
    assert {first[number] for number in late} <= {Verdict.HELD, Verdict.REFUSED}, "what was written is written once"
    for one, ended in ((again, second), (record, first)):
        if set(ended.values()) & set(WRITTEN):
            undone(reloaded(one))
    assert everything() == before
    assert db.session.scalar(select(func.count()).select_from(Customer)) == 0
