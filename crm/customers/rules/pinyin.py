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

from crm.customers.rules.signs import mended

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
    "左丘": "zuo qiu", "乐正": "yue zheng", "漆雕": "qi diao", "乜": "nie", "贠": "yun", "适": "kuo", "祭": "zhai",
    "句": "gou", "能": "nai", "粘": "nian", "妫": "gui", "郄": "qie", "郇": "xun", "莘": "shen", "藏": "zang",
    "强": "qiang", "隽": "juan", "薄": "bo", "不": "fou", "钭": "tou", "费": "fei", "万": "wan", "司寇": "si kou",
    "巫马": "wu ma", "亓官": "qi guan", "颛孙": "zhuan sun", "公羊": "gong yang", "达奚": "da xi", "耶律": "ye lv",
    "贺兰": "he lan", "东门": "dong men", "南门": "nan men", "太叔": "tai shu", "仲长": "zhong chang",
}  # fmt: skip
ALSO_SAID = {  # surnames that are said in two ways; neither is wrong
    "覃": "tan", "隗": "kui", "牟": "mou", "谌": "shen", "郇": "huan", "莘": "xin", "费": "bi", "纪": "ji",
    "盖": "gai", "柏": "bo", "薄": "bao", "郄": "xi", "郗": "chi", "宓": "fu", "哈": "ha", "车": "ju", "能": "neng",
    "翟": "di", "区": "qu", "员": "yuan", "长": "zhang", "尉": "yu", "缪": "mou", "祭": "ji", "藏": "cang",
    "洗": "xi", "朴": "pu", "佴": "er", "召": "zhao", "适": "shi", "句": "ju", "贾": "gu", "黑": "hei",
}  # fmt: skip
TWO_WAYS = frozenset(  # read either way within given names
    "乐行长重朝晟茜娜藏传少柏莘朴仔奇盛省都曾单解颉靓炅隽蔚钿思骑葚系宿埔薄强翟殷校调降率弹石种"
)
COMPOUND = frozenset(name for name in SURNAMES if len(name) == 2)
MOST_READINGS = 6  # per name; more would only make the index fatter

_BETWEEN = re.compile(r"[\s·•・‧․∙⋅．.,，、\-‐-―'’_/()（）]+")


def bare_name(name: str) -> str:
    """A name as it is compared: half-width, lower case, without accents, dots, spaces and hyphens."""
    return "".join(filter(_is_sign, _folded(name)))


def name_parts(name: str) -> list[str]:
    """The words of a name that has several: 买买提 and 艾力 of 买买提·艾力, mary, ann and smith of Mary-Ann Smith."""
    return [part for word in _BETWEEN.split(name) if (part := bare_name(word))]


def _folded(name: str) -> str:
    """Lower case without accents, ü as it is typed: José is jose, Lü is lv, Müller is muller."""
    plain = _umlauts(unicodedata.normalize("NFKC", mended(name)).casefold())
    if plain.isascii():
        return plain
    apart = unicodedata.normalize("NFKD", plain)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if unicodedata.category(sign) != "Mn"))


def _is_sign(sign: str) -> bool:
    """A letter or digit of any script; newer Chinese characters than this Python knows are letters, too."""
    return sign.isalnum() or "\U00020000" <= sign <= "\U0003ffff" or "㐀" <= sign <= "鿿"


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
    heads = _heads(bare, surname, likeliest) if surname <= len(likeliest) else [likeliest]
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


def _heads(bare: str, length: int, likeliest: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The ways to say the surname: as a surname, in its other way, and as the bare characters are read."""
    common = _plain_reading(bare)
    ways = [likeliest[:length], common[:length]]
    if length == 2:  # 单于 may be Mr Shan with the given name 于…
        ways.append((SURNAMES.get(bare[0], common[0]), *common[1:2]))
    if other := ALSO_SAID.get(bare[0]):
        ways.append((other, *common[1:length]))
    return list(dict.fromkeys(ways))


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
    """ü is typed v on keyboards and YU in passports: lü, lv, lyu are one. But chen-yu is no chenv."""
    return re.sub(r"nü|^nyu", "nv", re.sub(r"lü|lyu", "lv", text))
