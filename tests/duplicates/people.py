"""People of a Chinese city as a dealership would file them: the hard cases on purpose, every choice drawn by a seed.

Families share a phone, an address and a car; many are called alike; clerks write 章 for 张, 王先生 for 王建国, a digit
too few, +86 and full-width digits; numbers change and people move. Nothing here is taken from the matcher's tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from crm.duplicates.rules import Record

# surnames with their shares, some with another sign of the same sound
SURNAMES = {
    "王": 715, "李": 719, "张": 674, "刘": 538, "陈": 450, "杨": 308, "赵": 229, "黄": 223, "周": 212, "吴": 205,
    "徐": 145, "孙": 139, "胡": 131, "朱": 126, "高": 121, "林": 118, "何": 117, "郭": 115, "马": 105, "罗": 86,
    "梁": 85, "宋": 81, "郑": 80, "谢": 72, "韩": 69, "唐": 64, "冯": 62, "于": 62, "董": 60, "肖": 60, "程": 57,
    "曹": 56, "袁": 54, "邓": 54, "许": 54, "傅": 51, "沈": 50, "曾": 50, "彭": 49, "吕": 47, "苏": 46, "卢": 46,
    "蒋": 46, "蔡": 46, "贾": 42, "丁": 42, "魏": 42, "薛": 41, "叶": 41, "阎": 41, "余": 41, "潘": 41, "杜": 40,
    "戴": 38, "夏": 37, "钟": 37, "汪": 36, "田": 36, "任": 36, "姜": 35, "范": 35, "方": 35, "石": 34, "姚": 33,
    "谭": 32, "廖": 31, "邹": 30, "熊": 29, "金": 28, "陆": 28, "郝": 27, "孔": 26, "白": 26, "崔": 25, "康": 24,
    "毛": 23, "邱": 23, "秦": 23, "江": 22, "史": 22, "顾": 21, "侯": 20, "邵": 20, "孟": 20, "龙": 19, "万": 19,
    "段": 18, "章": 17, "钱": 17, "汤": 16, "尹": 16, "黎": 15, "易": 14, "常": 14, "武": 14, "乔": 13, "贺": 13,
    "赖": 12, "龚": 12, "文": 11, "单": 8, "解": 6, "查": 5, "仇": 4, "欧阳": 9, "上官": 2, "司马": 2, "诸葛": 2,
}  # fmt: skip
MALE = "伟强磊军洋勇杰涛明超刚建国志文浩宇俊鹏飞波斌辉平健林峰龙海东华新民生德金永成康"
FEMALE = "芳娜敏静丽艳娟霞秀玲燕红梅兰英婷雪慧莹琳玉凤萍珍云莉桂颖佳怡欣雨晶倩蓉"
BOTH = "晓小春思子嘉一心安宁清晨乐天文欣雅瑞泽睿"
SAME_SOUND = ("张章", "程成", "许徐", "于余俞", "吴伍武", "肖萧", "傅付", "阎闫", "江姜", "汪王", "何贺", "陆路", "高皋", "万望", "石时", "范樊",
              "伟玮炜", "娟涓", "芳方", "静晶婧", "丽莉俐", "建健", "国幗", "志智致", "文雯", "浩昊皓", "宇羽雨", "俊骏峻", "鹏朋", "飞菲",
              "波博", "斌彬", "辉晖", "峰锋枫", "婷亭", "慧惠", "琳林霖", "玉钰", "萍苹", "欣新心", "佳嘉", "怡仪", "明铭", "杰洁", "强墙", "敏闽",
              "燕艳", "英瑛", "梅玫", "兰岚", "晓小", "思斯", "子紫", "晨辰", "瑞睿", "泽择")  # fmt: skip
OLD_SIGNS = dict(
    zip(
        "张刘陈杨赵黄吴孙马罗郑谢韩冯萧许邓苏卢蒋贾叶伟强军东国华丽云凤兰红",
        "張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭許鄧蘇盧蔣賈葉偉強軍東國華麗雲鳳蘭紅",
        strict=True,
    )
)
HEADS = ("134 135 136 137 138 139 150 151 152 157 158 159 182 183 187 188 198 130 131 132 155 156 166 185 186 176 133 "
         "153 173 177 180 181 189 199").split()  # fmt: skip
ROADS = "人民路 解放路 中山路 建设路 和平路 新华路 科技园路 滨海大道 学府路 文化街 长江路 黄河路 迎宾大道 朝阳路 东风路 公园街 银河路 桃园街 青年路 光明路".split()
DISTRICTS = "城东区 城西区 高新区 北湖区 南山区".split()
ESTATES = "阳光花园 翠竹苑 金色家园 碧水湾 锦绣新城 万和城 御景园 书香名邸 枫林雅居 湖畔春天".split()


@dataclass(frozen=True)
class Person:
    """Somebody as they are; `records` are how they were filed."""

    number: int
    surname: str
    given: str
    sex: str
    phones: tuple[str, ...]
    birth: str
    address: tuple[str, str, str, str]
    plate: str = ""
    vin: str = ""

    @property
    def name(self) -> str:
        return self.surname + self.given


@dataclass
class City:
    """Draws people and what becomes of them on paper."""

    seed: int
    noise: float = 1.0  # how careless the clerks are
    sharing: float = 0.3  # how many of a family have the father's phone
    chance: Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.numbers = self.chance.sample(range(10**8), 120_000)
        self.next_number = 0

    # ---- people
    def people(self) -> Iterator[Person]:
        number = 0
        while True:
            home = self.home()
            size = self.chance.choices((1, 2, 3, 4), (82, 10, 5, 3))[0]
            father = self.person(number, self.surname(), home)
            car = self.plate(), self.vin()
            called: set[str] = set()
            for place in range(size):
                surname = father.surname if place in (0, 2, 3) else self.surname()
                one = father if place == 0 else self.person(number, surname, home)
                if place == 2 and len(father.given) == 2 and self.chance.random() < 0.15:  # named after the father
                    one = replace(one, given=father.given[0] + one.given[-1], sex=father.sex)
                if size > 1 and self.chance.random() < self.sharing:
                    one = replace(
                        one,
                        phones=(father.phones[0], *one.phones[:1])
                        if place and self.chance.random() < 0.4
                        else father.phones[:1],
                    )
                if size > 1 and self.chance.random() < 0.5:
                    one = replace(one, plate=car[0], vin=car[1])
                while one.given in called:  # no two children of a family are called alike
                    one = replace(one, given=self.person(number, surname, home).given)
                called.add(one.given)
                yield one
                number += 1

    def person(self, number: int, surname: str, home: tuple[str, str, str, str]) -> Person:
        sex = self.chance.choice("mf")
        signs = (MALE if sex == "m" else FEMALE) + BOTH
        length = 1 if self.chance.random() < 0.18 else 2
        weights = [1 / (place % 40 + 4) for place in range(len(signs))]
        given = "".join(self.chance.choices(signs, weights, k=length))
        phones = (self.phone(),) if self.chance.random() < 0.85 else (self.phone(), self.phone())
        birth = f"{int(self.chance.triangular(1950, 2004, 1985))}{self.chance.randint(1, 12):02d}{self.chance.randint(1, 28):02d}"
        return Person(number, surname, given, sex, phones, birth, home, self.plate(), self.vin())

    def surname(self) -> str:
        return self.chance.choices(list(SURNAMES), list(SURNAMES.values()))[0]

    def phone(self) -> str:
        self.next_number += 1
        return self.chance.choice(HEADS) + f"{self.numbers[self.next_number % len(self.numbers)]:08d}"

    def home(self) -> tuple[str, str, str, str]:
        draw = self.chance
        return (
            draw.choice(DISTRICTS), draw.choice(ROADS) + f"{draw.randint(1, 300)}号",
            draw.choice(ESTATES) if draw.random() < 0.6 else "", f"{draw.randint(1, 30)}栋{draw.randint(1, 33)}0{draw.randint(1, 6)}室",
        )  # fmt: skip

    def plate(self) -> str:
        return (
            "粤B"
            + "".join(self.chance.choices("0123456789", k=3))
            + "".join(self.chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", k=2))
        )

    def vin(self) -> str:
        return (
            "L"
            + "".join(self.chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", k=10))
            + f"{self.chance.randrange(10**6):06d}"
        )

    # ---- paper
    def maybe(self, share: float) -> bool:
        return self.chance.random() < share * self.noise

    def record(self, person: Person) -> Record:
        """One clerk's way of filing them: something to know them by is always there, as at a real desk."""
        named = self.name(person)
        phones = (
            ()
            if self.maybe(0.04)
            else (self.written(self.chance.choice(person.phones) if self.maybe(0.3) else person.phones[0]),)
        )
        if phones and len(person.phones) > 1 and self.maybe(0.3):
            phones = ("/".join(person.phones),)
        careful = not phones or not named
        sure = 0.9 if careful else 0.0
        if not phones:
            named = person.name
        return Record(
            name=named, phones=phones,
            birth=self.birth(person.birth) if self.chance.random() < max(0.45, sure) else "",
            address=self.address(person.address) if self.chance.random() < max(0.5, sure) else "",
            plates=(self.slip(person.plate) if self.maybe(0.03) else person.plate,) if self.chance.random() < max(0.4, sure) else (),
            vins=(person.vin[-6:] if self.maybe(0.2) else person.vin,) if self.chance.random() < max(0.3, sure) else (),
            sex=person.sex if self.chance.random() < 0.5 else None,
        )  # fmt: skip

    def name(self, person: Person) -> str:
        draw = self.chance.random() / max(self.noise, 1e-9)
        title = "先生" if person.sex == "m" else "女士"
        ways = (
            (0.02, lambda: ""), (0.08, lambda: person.surname + title), (0.02, lambda: self.nickname(person)),
            (0.04, lambda: self.sounding(person.surname) + person.given), (0.06, lambda: person.surname + self.sounding(person.given)),
            (0.05, lambda: "".join(OLD_SIGNS.get(sign, sign) for sign in person.name)),
            (0.01, lambda: person.given + person.surname), (0.01, lambda: person.surname + person.given[:1]),
            (0.02, lambda: self.sounding(person.surname) + title), (0.02, lambda: person.name + title),
            (0.02, lambda: f"{person.surname} {person.given}"),
        )  # fmt: skip
        for share, way in ways:
            if draw < share:
                return way()
            draw -= share
        return person.name

    def nickname(self, person: Person) -> str:
        return self.chance.choice(("小{}", "{}总", "{}老师", "老{}", "{}师傅", "{}工")).format(person.surname)

    def sounding(self, signs: str) -> str:
        """One sign exchanged for another of the same sound, where there is one."""
        for sign in self.chance.sample(signs, len(signs)):
            for row in SAME_SOUND:
                if sign in row:
                    return signs.replace(sign, self.chance.choice(row.replace(sign, "")), 1)
        return signs

    def written(self, phone: str) -> str:
        draw = self.chance.random() / max(self.noise, 1e-9)
        if draw < 0.03:
            return self.exchanged(phone)
        if draw < 0.06:
            return self.slip(phone)
        if draw < 0.14:
            return "+86 " + phone
        if draw < 0.22:
            return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
        if draw < 0.26:
            return phone.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if draw < 0.30:
            return f"86-{phone[:3]}-{phone[3:7]}-{phone[7:]}"
        return phone

    def exchanged(self, digits: str) -> str:
        place = self.chance.randrange(2, len(digits) - 1)
        return digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]

    def slip(self, signs: str) -> str:
        place = self.chance.randrange(2, len(signs))
        return signs[:place] + self.chance.choice("0123456789".replace(signs[place], "")) + signs[place + 1 :]

    def birth(self, digits: str) -> str:
        if self.maybe(0.02):
            return digits[:4] + digits[6:] + digits[4:6]
        if self.maybe(0.03):
            place = self.chance.choice((3, 5, 7))
            digits = digits[:place] + self.chance.choice("0123456789") + digits[place + 1 :]
        form = self.chance.choice(("{}-{}-{}", "{}{}{}", "{}/{}/{}", "{}年{}月{}日"))
        return form.format(digits[:4], digits[4:6], digits[6:])

    def address(self, home: tuple[str, str, str, str]) -> str:
        if self.maybe(0.07):
            home = self.home()  # moved
        district, road, estate, flat = home
        if self.maybe(0.25):
            district = ""
        if self.maybe(0.2):
            flat = flat.split("栋")[0] + "栋"
        if self.maybe(0.2) and estate:
            road = ""
        return ("深圳市" if self.chance.random() < 0.5 else "") + district + road + estate + flat


def city(n: int, seed: int, noise: float = 1.0, sharing: float = 0.3) -> tuple[list[Record], list[str]]:
    """`n` records of about two thirds as many people, shuffled, and who each of them is."""
    home = City(seed, noise, sharing)
    filed: list[tuple[Record, str]] = []
    for number, person in enumerate(home.people()):
        times = home.chance.choices((1, 2, 3, 4), (70, 20, 7, 3))[0]
        filed.extend((home.record(person), f"P{number}") for _ in range(times))
        if len(filed) >= n:
            break
    home.chance.shuffle(filed)
    return [record for record, _ in filed[:n]], [who for _, who in filed[:n]]
