"""How often a value is met by chance: everybody is called 王伟, nobody 令狐冲. Counted in the file, else as stated."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log2

from crm.duplicates.rules.faces import Face, NameFace, latin_reading
from crm.duplicates.rules.strings import sound

# Of ten thousand people, so many have the surname.
_SHARES = {
    "王": 715, "李": 719, "张": 674, "刘": 538, "陈": 450, "杨": 308, "赵": 229, "黄": 223, "周": 212, "吴": 205,
    "徐": 145, "孙": 139, "胡": 131, "朱": 126, "高": 121, "林": 118, "何": 117, "郭": 115, "马": 105, "罗": 86,
    "梁": 85, "宋": 81, "郑": 80, "谢": 72, "韩": 69, "唐": 64, "冯": 62, "于": 62, "董": 60, "肖": 60,
    "程": 57, "曹": 56, "袁": 54, "邓": 54, "许": 54, "付": 51, "沈": 50, "曾": 50, "彭": 49, "吕": 47,
    "苏": 46, "卢": 46, "蒋": 46, "蔡": 46, "贾": 42, "丁": 42, "魏": 42, "薛": 41, "叶": 41, "阎": 41,
}  # fmt: skip
STATED = {"surname": 0.001, "given": 0.002, "word": 0.002, "phone": 5e-7, "birth": 1 / 25_000, "part": 0.02}
A_STORE = 20_000  # records
AS_WRITTEN = 0.6  # of a person's doubles, those in which a word stands as in the other
NOBODY = 0.05  # others who have a phone by chance
LEAST = {"phone": 1e-7, "birth": 1 / 25_000, "surname": 1e-6, "given": 1e-6, "word": 1e-6, "part": 1e-6}


@dataclass
class Rarity:
    """Shares of surnames, given names, words, phones, days of birth and parts of addresses among `records` records."""

    records: int = 0
    seen: dict[str, Counter[str]] = field(default_factory=dict)
    known: dict[tuple[str, str], float] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    crowds: dict[str, float] = field(default_factory=dict)  # phones of many: how many others have them
    short: float = 0.15  # names of a surname alone
    own: float = 0.0  # doubles that a record has, on the whole: its own, nobody else's

    @property
    def one_short(self) -> float:
        """The share of pairs in which a name is a surname alone."""
        return 1 - (1 - self.short) ** 2

    def share(self, kind: str, value: str) -> float:
        """The chance that somebody else has the value. The two who are compared do not count."""
        found = self.known.get((kind, value))
        if found is None:
            found = self.known[kind, value] = self._share(kind, value)
        return found

    def without(self, own: float) -> Rarity:
        """The same when everybody's own doubles are left out of the count."""
        return Rarity(self.records, self.seen, crowds=self.crowds, short=self.short, own=own)

    def weight(self, part: str) -> float:
        """How much finding a part of an address again says, in bits."""
        found = self.weights.get(part)
        if found is None:
            found = self.weights[part] = -log2(self.share("part", part))
        return found

    def heaviness(self, word: str) -> float:
        """The same for a word of a name."""
        return -log2(self.share("word", word))

    def _share(self, kind: str, value: str) -> float:
        plain = kind.removesuffix("_sound")
        if not self.records:
            if kind == "phone" and value in self.crowds:
                return self.crowds[value] / A_STORE
            if kind == "surname":
                return _SHARES.get(value, 10) / 10_000
            return STATED[plain] * (4 if kind != plain else 1)
        if kind == "phone":
            return self.crowds.get(value, NOBODY) / self.records + LEAST[kind]
        others = self.seen[kind][value] - (2 if kind == "birth" else 1) - AS_WRITTEN * self.own
        return max(others, 0.25) / self.records + LEAST[plain]


def count(faces: Sequence[Face]) -> Rarity:
    """Learn the shares from the records themselves; nothing needs to be known about who is who."""
    kinds = ("surname", "given", "surname_sound", "given_sound", "word", "birth", "part")
    seen: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    chinese = short = 0
    for face in faces:
        if name := face.name:
            if name.han:
                chinese += 1
                short += not name.given
                _count_chinese(name, seen)
            else:
                seen["word"].update(set(name.words))
        seen["part"].update(face.place)
        if face.birth:
            seen["birth"][face.birth.digits] += 1
    return Rarity(max(len(faces), 1), seen, crowds=crowds_of(faces), short=(short + 3) / (chinese + 20))


def _count_chinese(name: NameFace, seen: dict[str, Counter[str]]) -> None:
    seen["surname"][name.surname] += 1
    seen["surname_sound"][name.surname_sound] += 1
    if name.given:
        seen["given"][name.given] += 1
        seen["given_sound"][name.given_sound] += 1
    seen["word"].update(latin_reading(name))


def crowds_of(faces: Iterable[Face]) -> dict[str, float]:
    """Phones whose holders are called all differently (a firm, a hotel); a family and one person's doubles are none."""
    holders: dict[str, list[NameFace]] = defaultdict(list)
    for face in faces:
        if face.name:
            for phone in face.phones:
                holders[phone].append(face.name)
    found = {}
    for phone, names in holders.items():
        if len(names) > 3:
            said = ({sound(word) for word in name.words} or {name.surname_sound} for name in names)
            words = Counter(word for several in said for word in several)
            groups = len(names) / words.most_common(1)[0][1]
            if groups > 2:
                found[phone] = (len(names) - 2) * (groups - 2) / groups
    return found
