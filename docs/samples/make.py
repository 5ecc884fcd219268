"""The two sample workbooks, with the faults that real exports have; all people in them are made up.

    python docs/samples/make.py        writes customers-with-vehicles.xlsx and service-visits.xlsx beside this file

What is wrong on purpose: a banner and merged headings, dates in five spellings, full-width digits, two phones in one
cell, a phone and a car that come twice, a short phone, a month 13, an amount with 元, a formula, an unknown payer.
"""

# ruff: noqa: E501, DTZ001 - a row of a table is read best on one line
from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

HERE = Path(__file__).resolve().parent
MADE = datetime(2026, 3, 20, 9, 0)  # so that the same rows give the same file

# 客户名称, 手机号码, 车牌号, 车架号, 车型, 购车日期, 上次保养日期, 上次保养里程, 最近进店日期, 最近进店里程, 备注
CUSTOMERS: list[list[Any]] = [
    ["周建国", 13800010001, "粤B·12A45", "LSVCY1000L5200101", "澄野 L5 1.5T", date(2022, 4, 12), date(2025, 9, 10), 41200, "2025/12/3", "4.5万", ""],
    ["林芳", "138 0001 0002", "粤BD20318", "LSVCY100XE5200102", "澄野 E5 纯电", "2024年11月8日", "", "", "2026-01-15 14:20", 19000, "先生开"],
    ["马先生", "１３８０００１０００３", "粤BO7K26", "LSVCY1001L5200103", "澄野 L5 1.5T", 44713, 45731, "２９，８００", "20260305", "36,400公里", "横幅里的日期是数字"],
    ["白女士", "13800010004/13900020004", "粤B·8H3Q1", "LSVCY1003L5200104", "澄野 L5 1.5T", "2021-4-20", "2025年4月10日", 64000, "2025年4月10日", 64000, "两个号码"],
    ["欧阳明", "+86 13800010005", "未上牌", "LSVCY1005L6200105", "澄野 L6 2.0T", date(2026, 2, 28), "", "", "", "", "刚交车"],
    ["深圳蓝岸物流有限公司", "0755-82220006", "粤B66K10", "LSVCY1007V3200106", "澄野 V3", "2023/6/1", "2026.2.9", 88000, "2026/2/9", 88000, "公司车"],
    ["深圳蓝岸物流有限公司", "0755-82220006", "粤B66K11", "LSVCY1009V3200107", "澄野 V3", "2023/6/1", "2026.1.20", 91500, "2026/1/20", 91500, "同一公司第二台"],
    ["买买提·艾力", "13800010008", "新A·D12083", "LSVCY1000E5200108", "澄野 E5 纯电", "2025/1/18", "", "", "", 12600, ""],
    ["单晓曾", "13800010009", "粤B5T209", "LSVCY1002L5200109", "澄野 L5 1.5T", "2020/9/9", "2024/10/15", 71200, "2024/10/15", 71200, "很久没来"],
    ["袁先生", "13800010010", "粤B3P9W8", "LSVCY1004L5200110", "澄野 L5 1.5T", "2022/12/1", "2026/3/1", "=B2", "2026/3/1", 51000, "保养里程是公式"],
    ["周建国", 13800010001, "粤BF52019", "LSVCY1006E5200111", "澄野 E5 纯电", "2025/8/8", "", "", "", 6800, "同一客户第二台"],
    ["丁一", 13800010001, "", "", "", "", "", "", "", "", "手机号和周建国一样"],
    ["任女士", "1380001012", "粤B4T1K6", "", "澄野 L6 2.0T", "", "", "", "", "", "手机号少一位"],
    ["丁先生", "13800010013", "粤BD73266", "LSVCY1008E520011", "澄野 E5 纯电", "", "", "", "", "", "车架号少一位"],
    ["贺兰", "13800010014", "粤B9L0C3", "LSVCY100XL5200114", "澄野 L5 1.5T", "2023/13/5", "", "", "", "", "没有 13 月"],
    ["只有名字", "", "", "", "", "", "", "", "", "", "没有可识别的信息"],
    ["林芳", "13800010002", "粤BD20318", "LSVCY100XE5200102", "澄野 E5 纯电", "2024/11/8", "", "", "2026/1/15", 19000, "和第 6 行是同一个人"],
]  # fmt: skip

# 工单号, 车牌号, 车架号, 手机号码, 客户名称, 进店日期, 离店日期, 里程, 维修类型, 项目, 金额, 付费类型, 服务顾问
VISITS: list[list[Any]] = [
    ["GD2509001", "粤B12A45", "LSVCY1000L5200101", "", "周建国", date(2025, 9, 10), date(2025, 9, 10), 41200, "保养", "小保养", 640, "自费", "尤岚"],
    ["GD2509001", "粤B12A45", "LSVCY1000L5200101", "", "周建国", date(2025, 9, 10), date(2025, 9, 10), 41200, "保养", "更换雨刮", "120元", "自费", "尤岚"],
    ["GD2512017", "粤B12A45", "", "", "", "2025/12/3", "2025/12/4", "45,000", "维修", "异响检查", 0, "索赔", "尤岚"],
    ["GD2601033", "粤BD20318", "", "13800010002", "林芳", "2026年1月15日", "", "19000", "维修", "充电枪口检修", "￥1,280.50", "保修", "尤岚"],
    ["GD2603005", "粤B07K26", "LSVCY1001L5200103", "", "马先生", 46086, "", "３６４００", "保养", "大保养", "1,480", "自费", "许然"],
    ["GD2504010", "", "LSVCY1003L5200104", "", "白女士", "20250410", "20250410", 64000, "保养", "小保养", 640, "自费", "许然"],
    ["GD2504010", "", "LSVCY1003L5200104", "", "白女士", "20250410", "20250410", 64000, "三包", "门锁更换", 180, "三包", "许然"],
    ["GD2602021", "粤B66K10", "", "", "", "2026.2.9", "2026.2.11", 88000, "事故", "右前钣喷", "6,300", "保险", "许然"],
    ["GD2602022", "粤B66K10", "", "", "", "2026.2.9", "2026.2.11", 88000, "保养", "常规保养", "=600+120", "自费", "许然"],
    ["GD2410077", "粤B5T209", "", "", "单晓曾", "2024/10/15", "2024/10/15", 71200, "保养", "小保养", 588, "自费", "许然"],
    ["", "粤B3P9W8", "", "", "袁先生", "2026/3/1", "", 51000, "保养", "常规保养", 720, "现金", "尤岚"],
    ["GD2603040", "粤BC80771", "LSVCY1001L5200140", "13800010040", "赵先生", "2026/3/12", "2026/3/12", 15200, "保养", "首次到店保养", 560, "自费", "尤岚"],
    ["GD2603041", "粤B88888", "", "", "", "2026/3/13", "", 100, "维修", "补胎", 80, "自费", "尤岚"],
    ["GD2603042", "粤B12A45", "", "", "", "2026/3/14", "", 47000, "维修", "换灯泡", 90, "谁付", "尤岚"],
    ["GD2603043", "粤B12A45", "", "", "", "", "", 47000, "维修", "补漆", 300, "自费", "尤岚"],
    ["GD2603044", "", "", "", "路人", "2026/3/15", "", 100, "维修", "洗车", 30, "自费", ""],
]  # fmt: skip


def _book(path: Path) -> tuple[Any, Any, Any]:
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    book.set_properties({"created": MADE})
    day = book.add_format({"num_format": "yyyy/m/d"})
    middle = book.add_format({"align": "center", "valign": "vcenter", "bold": True})
    return book, day, middle


def _rows(sheet: Any, first: int, rows: list[list[Any]], day: Any) -> None:
    for line, row in enumerate(rows, first):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, str) and cell.startswith("="):
                sheet.write_formula(line, column, cell, None, {"=B2": 49800, "=600+120": 720}[cell])
            elif isinstance(cell, str):
                sheet.write_string(line, column, cell)
            else:
                sheet.write_number(line, column, cell)


def customers(path: Path) -> None:
    """A banner, then headings merged over two rows: 上次保养 over 日期 and 里程."""
    book, day, middle = _book(path)
    sheet = book.add_worksheet("客户车辆")
    sheet.merge_range(0, 0, 0, 10, "澄野汽车东城店 客户车辆档案（导出 2026-03-20）", middle)
    singles = {0: "客户名称", 1: "手机号码", 2: "车牌号", 3: "车架号", 4: "车型", 5: "购车日期", 10: "备注"}
    for column, heading in singles.items():
        sheet.merge_range(1, column, 2, column, heading, middle)
    sheet.merge_range(1, 6, 1, 7, "上次保养", middle)
    sheet.merge_range(1, 8, 1, 9, "最近进店", middle)
    for column, heading in ((6, "日期"), (7, "里程"), (8, "日期"), (9, "里程")):
        sheet.write_string(2, column, heading, middle)
    _rows(sheet, 3, CUSTOMERS, day)
    book.close()


def service_visits(path: Path) -> None:
    """Plain headings; two orders with two lines each, one visit without a number."""
    book, day, middle = _book(path)
    sheet = book.add_worksheet("维修记录")
    headings = ["工单号", "车牌号", "车架号", "手机号码", "客户名称", "进店日期", "离店日期", "里程", "维修类型", "项目", "金额", "付费类型", "服务顾问"]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, middle)
    _rows(sheet, 1, VISITS, day)
    book.close()


def main() -> int:
    customers(HERE / "customers-with-vehicles.xlsx")
    service_visits(HERE / "service-visits.xlsx")
    return 0


if __name__ == "__main__":
    sys.exit(main())
