"""How a name is read: for sorting lists as people expect and for finding 曾女士 by typing "zeng" or "z".

The library reads characters, not surnames: 单 is Shan, 曾 Zeng, 解 Xie, 查 Zha, 仇 Qiu when they begin a name.
The table below says so; the library's own reading stays as a second one, because people may type either.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from itertools import product
from typing import Any

os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")  # names are read sign by sign; the phrases cost 44 MB a process
from pypinyin import Style, lazy_pinyin, pinyin

SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "查": "zha", "仇": "qiu", "区": "ou", "盖": "ge", "翟": "zhai",
    "覃": "qin", "朴": "piao", "尹": "yin", "乐": "yue", "繁": "po", "秘": "bi", "种": "chong", "折": "she",
    "员": "yun", "缪": "miao", "宓": "mi", "哈": "ha", "卜": "bu", "沈": "shen", "石": "shi", "华": "hua",
    "任": "ren", "葛": "ge", "过": "guo", "燕": "yan", "纪": "ji", "宁": "ning", "应": "ying", "曲": "qu",
    "颜": "yan", "重": "chong", "柏": "bai", "尉": "wei", "冼": "xian", "洗": "xian", "谌": "chen",
    "晁": "chao", "隗": "wei", "褚": "chu", "召": "shao", "谬": "miao", "俞": "yu", "长": "chang", "车": "che",
    "都": "du", "干": "gan", "黑": "he", "那": "na", "撒": "sa", "阚": "kan", "曹": "cao", "郗": "xi",
    "逄": "pang", "訾": "zi", "么": "yao", "幺": "yao", "牟": "mu", "贾": "jia", "吕": "lv", "佴": "nai",
    "欧阳": "ou yang", "尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "单于": "chan yu",
    "澹台": "tan tai", "司马": "si ma", "上官": "shang guan", "诸葛": "zhu ge", "夏侯": "xia hou",
    "皇甫": "huang fu", "东方": "dong fang", "公孙": "gong sun", "慕容": "mu rong", "令狐": "ling hu",
    "宇文": "yu wen", "司徒": "si tu", "司空": "si kong", "轩辕": "xuan yuan", "鲜于": "xian yu",
    "闾丘": "lv qiu", "赫连": "he lian", "呼延": "hu yan", "端木": "duan mu", "南宫": "nan gong",
    "西门": "xi men", "百里": "bai li", "独孤": "du gu", "申屠": "shen tu", "太史": "tai shi",
    "钟离": "zhong li", "公冶": "gong ye", "濮阳": "pu yang", "淳于": "chun yu", "仲孙": "zhong sun",
    "令弧": "ling hu", "东郭": "dong guo", "拓跋": "tuo ba", "完颜": "wan yan", "纳兰": "na lan",
    "第五": "di wu", "闻人": "wen ren", "宗政": "zong zheng", "羊舌": "yang she", "梁丘": "liang qiu",
    "左丘": "zuo qiu", "乐正": "yue zheng", "漆雕": "qi diao",
}  # fmt: skip
TWO_WAYS = frozenset("乐行长重朝晟茜娜藏传少柏莘朴仔奇盛省都")  # read either way within given names
COMPOUND = frozenset(name for name in SURNAMES if len(name) == 2)
MOST_READINGS = 6  # per name; more would only make the index fatter

_LETTERS = re.compile(r"[^0-9a-z㐀-鿿豈-﫿\U00020000-\U000323af]")


def bare_name(name: str) -> str:
    """A name as it is compared: half-width, lower case, without dots, spaces and hyphens."""
    return _LETTERS.sub("", _umlauts(unicodedata.normalize("NFKC", name).casefold()))


def surname_of(name: str) -> str:
    """The surname that a Chinese name begins with: 欧阳 of 欧阳锋, 周 of 周明."""
    bare = bare_name(name)
    return bare[:2] if bare[:2] in COMPOUND else bare[:1]


@lru_cache(maxsize=16384)
def readings(name: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read a name, likeliest first, one syllable per character (a Latin word is one syllable)."""
    bare = bare_name(name)
    if not bare:
        return ()
    likeliest = _likeliest(bare)
    surname = len(surname_of(bare))
    heads = [likeliest[:surname], _plain_reading(bare)[:surname]] if surname <= len(likeliest) else [likeliest]
    tails = [_choices(sign, said) for sign, said in zip(_units(bare)[surname:], likeliest[surname:], strict=False)]
    found: dict[tuple[str, ...], None] = {likeliest: None}
    ways: Any = product(heads, *tails)
    for head, *tail in ways:
        found.setdefault((*head, *tail))
        if len(found) >= MOST_READINGS:
            break
    return tuple(found)


def pinyin_key(name: str) -> str:
    """What lists are sorted by: "zeng guo fan". A character that no table knows stands for itself."""
    read = readings(name)
    return " ".join(read[0]) if read else ""


def _likeliest(bare: str) -> tuple[str, ...]:
    read = list(_plain_reading(bare))
    for length in (2, 1):
        if known := SURNAMES.get(bare[:length] if len(bare) >= length else ""):
            read[:length] = known.split()
            break
    return tuple(read)


def _plain_reading(bare: str) -> tuple[str, ...]:
    return tuple(_umlauts(said) for said in lazy_pinyin(bare, errors=_one_by_one))


def _one_by_one(unknown: str) -> Any:
    """Latin words stay whole; characters without a reading stand alone, so that units and readings keep step."""
    return re.findall(r"[0-9a-z]+|.", unknown)


def _units(bare: str) -> list[str]:
    return re.findall(r"[0-9a-z]+|.", bare)


def _choices(sign: str, likeliest: str) -> list[str]:
    """The readings of one character of a given name, the likeliest first."""
    if sign not in TWO_WAYS:
        return [likeliest]
    others = pinyin(sign, style=Style.NORMAL, heteronym=True, errors="ignore")[0]
    return [likeliest, *(_umlauts(other) for other in others[:2] if _umlauts(other) != likeliest)]


def _umlauts(text: str) -> str:
    """ü is typed v on keyboards and YU in passports: lü, lv, lyu are one."""
    return re.sub(r"([ln])(?:ü|yu)", r"\1v", text)
