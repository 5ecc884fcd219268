"""What leaves the house comes back without loss: into the same store it changes nothing, into an empty one it brings the
same rows; every kind of file, through the real export, its approval, and the real import."""

from __future__ import annotations

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from crm.exports import actions as exports
from crm.exports.rules import Verdict
from crm.imports import actions, queries
from crm.imports.rules import Kind
from crm.shared.db import db
from jobs.runner import run_all
from tests.exports.files import rows_of
from tests.imports.files import workbook
from tests.imports.test_flow import adds_up, again
from tests.makers import make_customer, make_sale, make_vehicle
from tests.support import stamp_of

CARS = [
    ["客户名称", "手机号码", "备用电话", "车牌号", "车架号", "发动机号", "车型", "车系", "颜色", "购车日期", "里程", "最近进店日期", "年审到期日期", "商业险到期日期", "建档日期", "备注"],
    ["周建国", "13812345678", "02133334444", "粤B12345", "LSVAA4187E2123456", "EA211-77", "澄野 L5", "L5", "月白", "2021-05-08", 64000, "2026-03-05", "2027-05-08", "2026-11-30", "2019-01-02", "=喜欢周末来"],
    ["林芳", "13900001111", "", "粤BD12345", "", "", "澄野 E5", "", "", "", "1.9万", "20260301", "", "", "", ""],
    ["上海晨光运输有限公司", "02112345678", "", "沪A12345", "LSVAA4187E2123457", "", "澄野 T9", "", "", "", "", "", "", "", "", ""],
    ["上海晨光运输有限公司", "02112345678", "", "", "LSVAA4187E2123458", "", "澄野 T9", "", "", "", "", "", "", "", "", ""],
    ["王", "13700007777", "", "", "", "", "", "", "", "", "", "", "", "", "", ""],
    ["-O'Brien 𠮷", "13700008888", "", "粤B77777", "", "", "", "", "", "", "", "", "", "", "", ""],
]
VISITS = [
    ["工单号", "车架号", "车牌号", "手机号码", "进店日期", "里程", "维修类型", "项目", "自费金额", "保修金额", "保险金额", "服务顾问"],
    ["R1", "LSVAA4187E2123456", "", "", "2025-03-05", 52000, "保养", "机油三滤", 520, "", "", "欧阳岚"],
    ["R1", "LSVAA4187E2123456", "", "", "2025-03-05", 52000, "维修", "雨刮电机", "", 188.5, "", "欧阳岚"],
    ["", "", "粤BD12345", "", "2026-02-01", 18000, "事故", "前保险杠", "", "", 3600, ""],
    ["R3", "LSVAA4187E2123457", "", "", "2026-01-05", "", "", "检查", 0, "", "", ""],
]
SALES = [
    ["购车人", "手机号码", "车架号", "车型", "颜色", "销售日期", "成交价", "发票号码", "销售顾问", "网点"],
    ["周建国", "13812345678", "LSVAA4187E2123456", "澄野 L5", "月白", "2021-05-08", 168800, "0440021", "Sam", "河源网点"],
    ["上海晨光运输有限公司", "02112345678", "LSVAA4187E2123457", "澄野 T9", "", "2023-01-01", "", "", "", ""],
]
POLICIES = [
    ["车架号", "险种", "保险公司", "保单号", "起保日期", "到期日期", "保费"],
    ["LSVAA4187E2123456", "交强险", "人保财险", "PDAA2026", "2025-12-01", "2026-11-30", 950],
    ["LSVAA4187E2123457", "商业险", "某某互助", "X-1", "2026-01-01", "2026-12-31", 4321.5],
]
ELSEWHERE = [["VIN", "进店门店", "是否本区域", "进店日期"], ["LSVAA4187E2123456", "城南店", "是", "2026-02-02"], ["LSVAA4187E2129999", "外省店", "否", "2026-02-03"]]


def leads_file() -> list[list[Any]]:
    def day(days: int) -> str:
        return (stamp_of("clerk").today + timedelta(days=days)).isoformat()

    heads = ["客户姓名", "手机号", "来源", "意向车型", "意向级别", "销售顾问", "建档日期", "下次跟进日期", "最近跟进日期", "最近跟进内容",
             "状态", "战败日期", "战败原因", "战败说明", "竞品品牌", "竞品车型", "再联系日期", "到店次数", "试驾日期"]  # fmt: skip
    return [
        heads,
        ["周建国", "13812345678", "汽车之家", "澄野 L6", "A", "Sam", day(-20), day(3), day(-2), "周六来看车", "跟进中", "", "", "", "", "", "", 2, day(-5)],
        ["何静", "13600000001", "朋友介绍", "澄野 E5", "H", "Vera", day(-9), day(1), "", "", "跟进中", "", "", "", "", "", "", "", ""],
        ["郑海", "13600000002", "", "", "", "", day(-40), "", day(-35), "", "战败", day(-30), "买了竞品", "优惠更大", "星途", "凌云", day(60), "", ""],
        ["唐嘉", "13600000003", "", "", "B", "Sam", day(-30), "", "", "", "战败待审核", "", "预算不足", "再等等", "", "", "", "", ""],
        ["许诺", "13600000004", "", "", "", "走了的人", day(-300), "", day(-280), "", "已交车", "", "", "", "", "", "", "", ""],
        ["韩梅", "13600000005", "", "", "", "", day(-100), "", "", "", "无效", "", "", "", "", "", "", "", ""],
    ]


def brought(content: bytes, kind: Kind, who: str) -> Any:
    file = SimpleNamespace(stream=io.BytesIO(content), filename=f"{kind}.xlsx")
    record = actions.upload(kind=kind, file=file, stamp=stamp_of(who))
    db.session.commit()
    run_all()
    record = again(record)
    assert record.state == "mapped", record.reason_code
    actions.check_columns(record, mapping=record.mapping, version=record.version, stamp=stamp_of(who))
    db.session.commit()
    run_all()
    record = again(record)
    actions.confirm(record, version=record.version, stamp=stamp_of(who))
    db.session.commit()
    run_all()
    record = again(record)
    adds_up(record)
    assert record.state == "done"
    return record


def sent_out(kind: Kind, prefix: str = "", form: str = "xlsx") -> bytes:
    """Asked for by the manager, approved by the GM office, written by the job, fetched."""
    manager, gm = stamp_of(f"{prefix}manager"), stamp_of(f"{prefix}gm")
    export = exports.ask_for(sheet=f"imports.{kind}", filters={}, form=form, purpose="report", note="proof", full=True, language="en", stamp=manager)
    exports.decide(export, verdict=Verdict.APPROVED, note="", stamp=gm)
    db.session.commit()
    run_all()
    return exports.fetch(again_export(export), stamp_of(f"{prefix}manager"))


def again_export(export: Any) -> Any:
    from sqlalchemy import inspect

    db.session.expire_all()
    return db.session.get_one(type(export), inspect(export).identity[0])


def told(record: Any) -> list[Any]:
    """What a row that did not come back as it was would say."""
    return [
        (one.row_no, one.reason_code, one.facts, one.changes)
        for verdict in ("new", "changed", "held", "refused") for one in queries.rows_of(record.id, verdict, written=True)
    ]  # fmt: skip


def lines(content: bytes) -> list[list[Any]]:
    """The table below the watermark."""
    return sorted(([str(cell) for cell in row] for row in rows_of(content)[1:]), key=str)


SAID = {
    Kind.CUSTOMERS: "=喜欢周末来 EA211-77 月白 02133334444", Kind.SERVICE_VISITS: "雨刮电机 188.5 欧阳岚",
    Kind.SALES: "0440021 168800 河源网点 展厅 Sam 2021-05-08", Kind.POLICIES: "PDAA2026 某某互助 4321.5 交强险",
    Kind.LEADS: "周六来看车 汽车之家 转介绍 战败审批中 超出预算 再等等 凌云 非意向", Kind.ELSEWHERE_VISITS: "城南店 是 否",
}  # fmt: skip
ORDER = (Kind.CUSTOMERS, Kind.SERVICE_VISITS, Kind.SALES, Kind.POLICIES, Kind.LEADS, Kind.ELSEWHERE_VISITS)


@pytest.fixture
def full(inside: Any) -> None:
    files = {Kind.CUSTOMERS: CARS, Kind.SERVICE_VISITS: VISITS, Kind.SALES: SALES, Kind.POLICIES: POLICIES, Kind.LEADS: leads_file(), Kind.ELSEWHERE_VISITS: ELSEWHERE}
    for kind in ORDER:
        record = brought(workbook(files[kind]), kind, "clerk")
        assert record.rows_refused + record.rows_held == 0, (kind, told(record))


def test_into_the_same_store_nothing_changes_and_into_an_empty_one_the_same_rows_come(full):
    before = {kind: sent_out(kind) for kind in ORDER}
    for kind, said in SAID.items():
        assert [one for one in said.split() if one not in "".join(map(str, lines(before[kind])))] == [], kind
    for kind, content in before.items():
        record = brought(content, kind, "clerk")
        assert record.rows_read == record.rows_same > 0, (kind, told(record))
    for kind, content in before.items():
        record = brought(content, kind, "other_clerk")
        assert record.rows_held + record.rows_refused == 0, (kind, told(record))
    for kind in ORDER:
        assert lines(sent_out(kind, "other_")) == lines(before[kind]), kind


@pytest.mark.databases("sqlite")
def test_what_people_have_worked_on_here_comes_back_without_a_change(inside):
    """Orders, deliveries, losses, merged files, firms: the whole made-up store of the walk over all addresses."""
    from tests.matrix.world import make_world

    make_world()
    make_sale(make_vehicle(make_customer("Tang", "13800000091"), vin="LSVAM4187C2184999"), sold_on=date(2020, 1, 1))
    db.session.commit()
    for kind in (Kind.CUSTOMERS, Kind.SALES, Kind.LEADS):
        record = brought(sent_out(kind), kind, "clerk")
        assert (record.rows_new, record.rows_changed) == (0, 0), (kind, told(record))
        assert record.rows_same > 0


@pytest.mark.databases("sqlite")
def test_text_tables_lose_nothing_either(full):
    for kind in (Kind.CUSTOMERS, Kind.SALES):  # with names and notes that a spreadsheet would take for formulas (T14)
        record = brought(sent_out(kind, form="csv"), kind, "clerk")
        assert record.rows_read == record.rows_same > 0, (kind, told(record))
