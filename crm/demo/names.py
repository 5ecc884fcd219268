"""Made-up names, phones, cars and words. Every generator takes the `random.Random` it draws from."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# Surnames by their rough share among ten thousand people; given names are common signs in free combination.
SURNAMES = {
    "王": 715, "李": 719, "张": 674, "刘": 538, "陈": 450, "杨": 308, "赵": 229, "黄": 223, "周": 212, "吴": 205,
    "徐": 145, "孙": 139, "胡": 131, "朱": 126, "高": 121, "林": 118, "何": 117, "郭": 115, "马": 105, "罗": 86,
    "梁": 85, "宋": 81, "郑": 80, "谢": 72, "韩": 69, "唐": 64, "冯": 62, "于": 62, "董": 60, "萧": 60,
    "程": 57, "曹": 56, "袁": 54, "邓": 54, "许": 54, "傅": 51, "沈": 50, "曾": 50, "彭": 49, "吕": 47,
    "苏": 46, "卢": 46, "蒋": 46, "蔡": 46, "贾": 42, "丁": 42, "魏": 42, "薛": 41, "叶": 41, "阎": 41,
    "单": 8, "解": 6, "查": 5, "仇": 4, "欧阳": 9, "上官": 2, "司马": 2, "诸葛": 2,
}  # fmt: skip
GIVEN = tuple(
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂英 建华 建国 玉兰 秀珍 小红 志强 文博 子轩 "
    "雨欣 梓涵 浩然 一诺 欣怡 宇航 佳怡 晨曦 思远 俊熙 天佑 婉清 若曦 博文 嘉豪 海燕 春梅 晓东 振华 国庆 立新".split()
)
PREFIXES = ("134 135 136 137 138 139 150 151 152 157 158 159 182 183 187 188 198 130 131 132 155 156 166 185 186 "
            "176 133 153 173 177 180 181 189 199").split()  # fmt: skip

BRAND = "澄野"
MODELS = ("澄野 L6 混动", "澄野 E5 纯电", "澄野 X7", "澄野 L6 燃油", "澄野 M8")
SERIES = {"澄野 L6 混动": "L6", "澄野 E5 纯电": "E5", "澄野 X7": "X7", "澄野 L6 燃油": "L6", "澄野 M8": "M8"}
NEW_ENERGY = frozenset({"澄野 L6 混动", "澄野 E5 纯电"})
PRICES_FEN = {
    "澄野 L6 混动": 20_980_000, "澄野 E5 纯电": 17_980_000, "澄野 X7": 25_880_000, "澄野 L6 燃油": 18_580_000,
    "澄野 M8": 31_980_000,
}  # fmt: skip
COMPETITORS = (("朔望", "S5"), ("朔望", "S7"), ("海岚", "Q3"), ("恒川", "K9"), ("海岚", "H6"))
VIN_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"


def person_name(chance: Random) -> str:
    """A surname by its share, and a given name."""
    surname = chance.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]
    return surname + chance.choice(GIVEN)


def phones(chance: Random) -> Iterator[str]:
    """Different mobile numbers, for ever."""
    given: set[str] = set()
    while True:
        number = chance.choice(PREFIXES) + f"{chance.randrange(10**8):08d}"
        if number not in given:
            given.add(number)
            yield number


def vin(chance: Random) -> str:
    """A VIN of a made-up domestic maker with the right check digit (F-51)."""
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    values = dict(
        zip(
            "ABCDEFGHJKLMNPRSTUVWXYZ",
            (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
            strict=True,
        )
    )
    signs = list("LCY" + "".join(chance.choice(VIN_SIGNS) for _n in range(8)) + f"{chance.randrange(10**6):06d}")
    total = sum(
        weight * (int(sign) if sign.isdigit() else values[sign]) for weight, sign in zip(weights, signs, strict=True)
    )
    signs[8] = "X" if total % 11 == 10 else str(total % 11)
    return "".join(signs)


def plate(chance: Random, new_energy: bool) -> str:
    """A plate of the province: green with eight signs for new energy, blue with seven otherwise (F-52)."""
    city = chance.choice("BBBBSL")
    if new_energy:
        return f"粤{city}{chance.choice('DF')}{chance.randrange(10**5):05d}"
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return f"粤{city}{chance.randrange(10)}{chance.choice(letters)}{chance.randrange(1000):03d}"
