"""What words a store keeps, when two spellings are the same word, and which words every store begins with (R-605).

A dealer system writes 人保, PICC and 中国人民财产保险 for one insurer. The dictionary holds the one word that counts
and every other spelling met so far; a spelling that it does not know is kept as it stands, and named on the page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from enum import StrEnum

from crm.shared.numbers import Number
from crm.shared.words import N_

LONGEST = 60
UNDO_DAYS = Number("dictionaries.undo_days", 30, "d", N_("A change of the dictionary can be undone for"), 1, 30)
LIKENESS = Number("dictionaries.likeness", 72, "%", N_("A word is proposed from this likeness on"), 40, 100)


class Word(StrEnum):
    """The kinds of words."""

    MODEL = "model"
    SERIES = "series"
    COLOUR = "colour"
    SOURCE = "source"
    INSURER = "insurer"


WORD_NAMES = {
    Word.MODEL: N_("Models"), Word.SERIES: N_("Series"), Word.COLOUR: N_("Colours"), Word.SOURCE: N_("Sources"),
    Word.INSURER: N_("Insurers"),
}  # fmt: skip


class State(StrEnum):
    """How far a change has come: rows are set right in batches, so a big one goes on in the background."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class What(StrEnum):
    """What somebody did to the dictionary."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    MAPPED = "mapped"
    WRITTEN = "written"
    LEFT = "left"


WHAT_NAMES = {
    What.ADDED: N_("Taken in"), What.CHANGED: N_("Changed"), What.REMOVED: N_("Taken out"),
    What.MAPPED: N_("Mapped"), What.WRITTEN: N_("Written everywhere"), What.LEFT: N_("Left as it is"),
}  # fmt: skip

_KEPT_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_DECORATION = re.compile(r"[^\w+\0]+|_")  # a plus sign may be the only difference between two models


def fold(text: str) -> str:
    """What two spellings of a word share: width, case, spaces, decoration do not count; 1.5 stays apart from 15."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return _DECORATION.sub("", _KEPT_POINT.sub("\0", plain)).replace("\0", ".")[:120]


def trimmed(text: str) -> str:
    """A word as it is kept: no signs that nobody sees, single spaces."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())[:LONGEST]


def spellings(typed: str) -> list[str]:
    """The other spellings as they are typed: one a line, or set apart by 、 ; |."""
    found = [trimmed(part) for part in re.split(r"[\n\r、;；|]+", typed)]
    return list(dict.fromkeys(part for part in found if part))


def nearest(text: str, names: Iterable[str], least: int) -> str:
    """The word that a spelling most likely means, or "" when none comes near (`least` per cent of the signs agree)."""
    key, best, found = fold(text), least / 100, ""
    for name in names:
        other = fold(name)
        if not key or not other:
            continue
        matcher = SequenceMatcher(None, key, other, autojunk=False)
        if matcher.real_quick_ratio() < best or matcher.quick_ratio() < best:
            continue
        if (ratio := matcher.ratio()) >= best:
            best, found = ratio, name
    return found


# ---- what every store begins with; models and series are its own
_COLOURS = {
    "白色": "白 white", "黑色": "黑 black", "灰色": "灰 gray grey", "银色": "银 银灰 银灰色 silver", "红色": "红 red",
    "蓝色": "蓝 blue", "棕色": "棕 褐色 咖啡色 brown", "金色": "金 香槟色 香槟金 gold", "绿色": "绿 green",
    "橙色": "橙 橘色 橘红 orange", "黄色": "黄 yellow", "紫色": "紫 purple",
}  # fmt: skip
_INSURERS = {
    "人保财险": "人保 中国人保 人民财产保险 中国人民财产保险 中国人民财产保险股份有限公司 人民保险 picc",
    "平安产险": "平安 平安保险 中国平安 平安财险 平安财产保险 中国平安财产保险股份有限公司",
    "太平洋产险": "太平洋 太保 太保产险 太平洋保险 中国太平洋财产保险股份有限公司 cpic",
    "国寿财险": "国寿 人寿财险 中国人寿财险 中国人寿财产保险股份有限公司", "中华财险": "中华联合 中华联合财险 中华保险",
    "大地保险": "大地 大地财险 中国大地保险", "阳光产险": "阳光 阳光保险 阳光财险", "太平财险": "太平 太平保险",
    "众安保险": "众安", "华安保险": "华安 华安财险", "永安保险": "永安 永安财险", "安盛天平": "天平 天平保险 安盛保险",
    "英大财险": "英大", "紫金保险": "紫金 紫金财险", "鼎和保险": "鼎和 鼎和财险", "申能财险": "天安 天安财险 天安保险",
    "比亚迪财险": "比亚迪保险",
}  # fmt: skip
_SOURCES = {  # F-06: the word, the channel that it counts under, other spellings
    "自然到店": ("walk_in", "到店 自然进店 展厅 展厅客户 进店 路过 首次到店"),
    "来电": ("call_in", "电话 来电咨询 热线 电话咨询"),
    "汽车之家": ("dcc", "autohome 之家"),
    "易车": ("dcc", "易车网 bitauto"),
    "懂车帝": ("dcc", "dongchedi"),
    "太平洋汽车": ("dcc", "太平洋汽车网 pcauto"),
    "抖音": ("dcc", "douyin 抖音直播"),
    "快手": ("dcc", "kuaishou"),
    "微信": ("dcc", "wechat 公众号 小程序 朋友圈 企业微信"),
    "官网": ("dcc", "厂家官网 官方网站 厂家线索"),
    "网络": ("dcc", "网络线索 线上 互联网 网络客户 dcc"),
    "转介绍": ("referral", "老客户介绍 朋友介绍 客户介绍 介绍 老带新"),
    "增换购": ("repurchase", "老客户再购 复购 置换 换购 增购 保有客户"),
    "车展": ("event", "展会 外展"),
    "店内活动": ("event", "活动 团购 闭馆销售 团购会"),
    "二级网点": ("outlet", "二网 网点 分销 直营店"),
}  # fmt: skip
USUAL: Mapping[Word, Mapping[str, tuple[str, str]]] = {
    Word.COLOUR: {name: ("", also) for name, also in _COLOURS.items()},
    Word.INSURER: {name: ("", also) for name, also in _INSURERS.items()},
    Word.SOURCE: _SOURCES,
}
