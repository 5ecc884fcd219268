"""Chinese names: what a title, a variant character or an input method does to them.

张 and 章 sound the same, 陈 and 程 nearly so in the south; 陳 is 陈; 小王, 王总 and 王先生 tell a surname only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from crm.customers.rules import bare_name, readings, surname_of

_OLD = "陳劉張趙黃吳孫鄭馮蔣韓楊許馬魯羅葉蘇潘盧賈鄧蕭譚鄒陸龍萬錢湯賴龔閻顏齊嚴溫莊聶倪寧關國華偉麗鳳強曉紅軍東傑"
_NEW = "陈刘张赵黄吴孙郑冯蒋韩杨许马鲁罗叶苏潘卢贾邓萧谭邹陆龙万钱汤赖龚阎颜齐严温庄聂倪宁关国华伟丽凤强晓红军东杰"
_OLDER = (
    "傑婭愛蘭蓮鋒鵬飛輝濤寶慶燦瑋瑤瓊穎紋維緯績繼鈞銘鎮鑫陽隆順風驍騰鴻雲興勝麥無爾爲產應學寬實廣啓嶺嘯壯聖聰誠謙贊賢"
)
_NEWER = (
    "杰娅爱兰莲锋鹏飞辉涛宝庆灿玮瑶琼颖纹维纬绩继钧铭镇鑫阳隆顺风骁腾鸿云兴胜麦无尔为产应学宽实广启岭啸壮圣聪诚谦赞贤"
)
_SAME = "峯峰喆哲昇升堃坤珮佩栢柏甯宁澐沄烱炯犇奔皜皓祐佑竝并翀冲肖萧闫阎付傅鉅巨鋭锐閆阎隽俊雋俊麽么勳勋勛勋"
VARIANTS = str.maketrans(
    {
        **dict(zip(_OLD, _NEW, strict=True)),
        **dict(zip(_OLDER, _NEWER, strict=True)),
        **dict(zip(_SAME[::2], _SAME[1::2], strict=True)),
    }
)
TITLES = {
    "先生": "m", "女士": "f", "小姐": "f", "太太": "f", "夫人": "f", "阿姨": "f", "大姐": "f", "姐": "f", "姨": "f",
    "哥": "m", "大哥": "m", "师傅": "m", "叔": "m", "叔叔": "m", "总": "", "经理": "", "老板": "", "老师": "",
    "医生": "", "主任": "", "工": "", "同学": "", "教授": "", "律师": "", "局": "", "董": "", "客户": "", "车主": "",
}  # fmt: skip
_TITLE = re.compile("(?:" + "|".join(sorted(TITLES, key=len, reverse=True)) + ")+$")
_FOLDS = ((r"^zh", "z"), (r"^ch", "c"), (r"^sh", "s"), (r"ng$", "n"), (r"^n", "l"))


_WOMEN = frozenset(
    "芳娜静丽艳娟霞秀玲燕梅兰婷雪琳玉凤萍珍莉桂颖佳怡欣倩蓉娇媛妍姗娥婉菊莲香翠琴淑惠美妮薇蕾茜洁璐瑶莹慧红妹婧媚"
)
_MEN = frozenset("伟强磊军勇涛刚建国浩鹏飞斌峰龙海东彪雄豪虎武力胜辉超健坤毅帅炎亮彬雷富贵福山松柏锋钢铁旺兵宏杰俊凯")


class ChineseName(NamedTuple):
    """A name taken apart. `given` is empty where only a surname is known; `full` is what is written, in new signs."""

    surname: str
    given: str
    sex: str

    @property
    def full(self) -> str:
        return self.surname + self.given


@lru_cache(maxsize=65536)
def take_apart(written: str) -> ChineseName:
    """周先生 is 周 and a man, 小周 is 周, 周建国 is 周 and 建国."""
    bare = bare_name(written).translate(VARIANTS)
    sex = ""
    title = _TITLE.search(bare, 1)
    if title and (len(title[0]) > 1 or title.start() == len(surname_of(bare))):
        for word in sorted(TITLES, key=len, reverse=True):
            if title[0].startswith(word):
                sex = TITLES[word]
                break
        bare = bare[: title.start()]
    if len(bare) == 2 and bare[0] in "小老阿":
        return ChineseName(bare[1], "", sex)
    surname = surname_of(bare)
    return ChineseName(surname, bare[len(surname) :], sex)


@lru_cache(maxsize=32768)
def spoken(signs: str) -> str:
    """The signs as they are read, without tones."""
    return " ".join(readings(sign)[0][0] if readings(sign) else sign for sign in signs)


@lru_cache(maxsize=32768)
def slurred(signs: str) -> str:
    """As they are read where zh and z, ng and n, n and l are one."""
    said = []
    for syllable in spoken(signs).split():
        for shape, to in _FOLDS:
            syllable = re.sub(shape, to, syllable)
        said.append(syllable)
    return " ".join(said)


def shared_signs(one: str, other: str) -> int:
    """Signs that stand at the same place counted from the front or from the back, whichever are more."""
    front = sum(a == b for a, b in zip(one, other, strict=False))
    back = sum(a == b for a, b in zip(reversed(one), reversed(other), strict=False))
    return max(front, back)


def sounds_like(given: str) -> str:
    """ "f" for 丽芳, "m" for 建军, "" where a given name does not tell: a hint only."""
    women, men = sum(sign in _WOMEN for sign in given), sum(sign in _MEN for sign in given)
    return "f" if women and not men else "m" if men and not women else ""
