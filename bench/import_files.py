"""The file that the import is measured with: invented customers with their cars, twelve columns."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HEADINGS = (
    "客户名称", "手机号码", "车牌号", "车架号", "厂牌车型信息", "车系", "颜色", "初登日期", "商业险到期日期",
    "上次保养日期", "最近进店里程", "最近进店日期",
)  # fmt: skip
_FAMILY, _GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国"
_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
_MODELS = ("澄野 L5 豪华版", "澄野 L6 舒适版", "澄野 E5", "澄野 S7 旗舰版")
_COLOURS = ("白色", "黑色", "银灰", "红色", "蓝色")


def customers(count: int, seed: int, today: date) -> Iterator[list[Any]]:
    """Different phones, plates and VINs in every row; days as the usual text."""
    chance = random.Random(seed)
    for number in range(count):
        bought = today - timedelta(days=chance.randrange(200, 3_000))
        seen = today - timedelta(days=chance.randrange(1, 450))
        model = chance.choice(_MODELS)
        yield [
            chance.choice(_FAMILY) + "".join(chance.choices(_GIVEN, k=chance.choice((1, 2, 2)))),
            f"1{chance.choice('3578')}{chance.randrange(10)}{number:08d}",
            f"粤{'BCDEFGHJKL'[number // 100_000 % 10]}{number % 100_000:05d}",
            "LSV" + "".join(chance.choices(_SIGNS, k=8)) + f"{number % 1_000_000:06d}",
            model, model[3:5], chance.choice(_COLOURS), bought.isoformat(),
            (today + timedelta(days=chance.randrange(365))).isoformat(),
            (seen - timedelta(days=chance.randrange(200))).isoformat(), chance.randrange(3_000, 120_000),
            seen.isoformat(),
        ]  # fmt: skip


def workbook(path: Path, count: int, seed: int, today: date) -> Path:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("客户档案")
    for line, row in enumerate([list(HEADINGS), *customers(count, seed, today)]):
        for column, cell in enumerate(row):
            (sheet.write_number if isinstance(cell, int) else sheet.write_string)(line, column, cell)
    book.close()
    return path
