"""Files as other countries keep them, made with a typo model like that of the FEBRL generator, each by a seed.

English people with addresses and birth dates, the same with names only, German people, restaurants, and a file in
which hundreds share a hotel's telephone. The words are made of syllables, so that no list of real people is needed.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from crm.duplicates.rules import Record

KEYS = {"a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
        "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
        "w": "qe", "x": "zc", "y": "tu", "z": "x"}  # fmt: skip
HEARD = (("ph", "f"), ("c", "k"), ("ck", "k"), ("y", "i"), ("ee", "ea"), ("th", "t"), ("mm", "m"), ("s", "z"), ("ie", "y"), ("e", ""),
         ("gh", "g"), ("ou", "u"), ("ll", "l"), ("tt", "t"), ("ks", "x"), ("w", "v"))  # fmt: skip
SEEN = (
    ("l", "1"),
    ("o", "0"),
    ("s", "5"),
    ("b", "6"),
    ("g", "9"),
    ("m", "rn"),
    ("d", "cl"),
    ("i", "j"),
    ("u", "v"),
    ("h", "b"),
)
GIVEN = """james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan joseph jessica thomas
sarah charles karen christopher nancy daniel lisa matthew betty anthony margaret mark sandra donald ashley steven kimberly paul
emily andrew donna joshua michelle kenneth dorothy kevin carol brian amanda george melissa edward deborah ronald stephanie lachlan
isabella joel mia caitlin hamish tahlia jayden chloe bailey ruby finn amelia zac georgia liam ella noah sienna angus""".split()
SURNAME = """smith johnson williams brown jones garcia miller davis rodriguez martinez clarke white ryan nguyen webb campbell
morrison thomson reid green dixon matthews bishop ebert coleman stanley petersen lock wheatley burford""".split()
GERMAN_GIVEN = "hans karl heinz werner günter jürgen klaus dieter helga ursula ingrid renate monika petra sabine andreas stefan matthias jörg birgit".split()
GERMAN = "müller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schäfer koch bauer richter klein wolf schröder neumann".split()
ONSETS, HEARTS, ENDS = (
    "b br c ch d f g gr h k l m n p pr r s st t th v w wh".split(),
    "a e i o u ai ea ee ou".split(),
    "n r s t ll ck m ng nd rt y by ton".split(),
)
KINDS = "street road place avenue crescent circuit close drive court".split()
DISHES = "cafe grill bistro deli house kitchen restaurant garden tavern bar diner pizzeria".split()


class Clerk:
    """Types what is before them, with slips."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.surnames = [self.coined() for _ in range(1200)]
        self.streets = [self.coined() + self.chance.choice(("", " ", self.coined())) for _ in range(900)]
        self.suburbs = {
            self.coined() + self.chance.choice(("", " heights", " park", "ville")): f"{self.chance.randint(2000, 6999)}"
            for _ in range(450)
        }

    def coined(self) -> str:
        draw = self.chance.choice
        return "".join(draw(ONSETS) + draw(HEARTS) for _ in range(self.chance.randint(1, 2))) + draw(ENDS)

    def slip(self, word: str) -> str:
        """One of: left out, put in, hit beside, exchanged, heard wrong, read wrong."""
        if len(word) < 2:
            return word
        place, way = self.chance.randrange(len(word)), self.chance.random()
        if way < 0.2:
            return word[:place] + word[place + 1 :]
        if way < 0.4:
            return (
                word[:place]
                + self.chance.choice("0123456789" if word.isdigit() else "abcdefghijklmnoprstuvwy")
                + word[place:]
            )
        if way < 0.6:
            near = (
                self.chance.choice("0123456789")
                if word[place].isdigit()
                else self.chance.choice(KEYS.get(word[place], "e"))
            )
            return word[:place] + near + word[place + 1 :]
        if way < 0.75 and place + 1 < len(word):
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        for old, new in self.chance.sample(HEARD if way < 0.9 else SEEN, 8):
            if old in word:
                return word.replace(old, new, 1)
        return word[:place] + word[place + 1 :]

    def spoil(self, row: dict[str, str], most: int) -> dict[str, str]:
        """One to `most` things wrong with a copy of a row."""
        row = dict(row)
        for _ in range(self.chance.randint(1, most)):
            field = self.chance.choice([key for key in row if row[key]] or list(row))
            way = self.chance.random()
            if way < 0.12:
                row[field] = ""
            elif way < 0.2 and field in ("given", "surname"):
                row["given"], row["surname"] = row["surname"], row["given"]
            elif way < 0.24 and "suburb" in row:
                row["suburb"], row["street"] = row["street"], row["suburb"]
            elif way < 0.3 and " " in row[field]:
                row[field] = row[field].replace(" ", "", 1)
            elif way < 0.33 and len(row[field]) > 3 and field in ("given", "street"):
                row[field] = row[field][:1]
            else:
                row[field] = self.slip(row[field])
        return row

    def person(self, given: list[str], surnames: list[str]) -> dict[str, str]:
        suburb = self.chance.choice(list(self.suburbs))
        common = self.chance.random() < 0.4
        return {
            "given": given[int(len(given) * self.chance.random() ** 1.6)], "surname": self.chance.choice(surnames if common else self.surnames),
            "number": str(self.chance.randint(1, 250)), "street": f"{self.chance.choice(self.streets)} {self.chance.choice(KINDS)}".replace("  ", " "),
            "suburb": suburb, "postcode": self.suburbs[suburb],
            "birth": "" if self.chance.random() < 0.08 else f"{self.chance.randint(1910, 2004)}{self.chance.randint(1, 12):02d}{self.chance.randint(1, 28):02d}",
        }  # fmt: skip

    def restaurant(self) -> dict[str, str]:
        draw = self.chance
        name = " ".join(
            draw.choice(
                (
                    draw.choice(GIVEN) + "s",
                    self.coined(),
                    "la " + self.coined(),
                    draw.choice(("golden", "royal", "old", "little")),
                )
            )
            for _ in range(draw.randint(1, 2))
        )
        return {
            "name": f"{name} {draw.choice(DISHES)}" if draw.random() < 0.6 else name, "number": str(draw.randint(1, 9000)),
            "street": f"{draw.choice(self.streets[:200])} {draw.choice(KINDS)}", "city": draw.choice(("new york", "los angeles", "atlanta", "san francisco")),
            "phone": f"{draw.choice(('212', '213', '404', '415'))}-{draw.randint(200, 999)}-{draw.randint(0, 9999):04d}",
        }  # fmt: skip


def people(n: int, seed: int, most: int = 3, copies: int = 5, german: bool = False) -> tuple[list[Record], list[str]]:
    """`n` records of people: originals and one to five spoiled copies of some."""
    clerk = Clerk(seed)
    rows: list[tuple[dict[str, str], str]] = []
    while len(rows) < n:
        number = len(rows)
        row = clerk.person(GERMAN_GIVEN, GERMAN) if german else clerk.person(GIVEN, SURNAME)
        rows.append((row, f"rec-{number}"))
        if clerk.chance.random() < 0.4:
            rows.extend((clerk.spoil(row, most), f"rec-{number}") for _ in range(clerk.chance.randint(1, copies)))
    return _shuffled(clerk, [(_person(row), who) for row, who in rows[:n]])


def _person(row: dict[str, str]) -> Record:
    address = " ".join(filter(None, (row["number"], row["street"], row["suburb"], row["postcode"])))
    return Record(name=f"{row['given']} {row['surname']}".strip(), birth=row["birth"], address=address)


def restaurants(n: int, seed: int) -> tuple[list[Record], list[str]]:
    """Places from two guides: other words for one street, another telephone, a longer name; some share a house."""
    clerk, rows = Clerk(seed), []
    while len(rows) < n:
        row, number = clerk.restaurant(), len(rows)
        rows.append((row, f"place-{number}"))
        if clerk.chance.random() < 0.35:
            copy = clerk.spoil(row, 2)
            if clerk.chance.random() < 0.4:
                copy["name"] = " ".join(copy["name"].split()[:-1]) or copy["name"]
            if clerk.chance.random() < 0.3:
                copy["name"] += f" {clerk.chance.choice(DISHES)}"
            copy["street"] = copy["street"].replace("street", "st.").replace("avenue", "ave.").replace("road", "rd.")
            copy["phone"] = copy["phone"].replace("-", "/", 1)
            rows.append((copy, f"place-{number}"))
        elif clerk.chance.random() < 0.06:  # another place in the same house, by the same telephone
            rows.append(
                (
                    {**clerk.restaurant(), **{key: row[key] for key in ("number", "street", "city", "phone")}},
                    f"place-{number}b",
                )
            )
    return _shuffled(clerk, [
        (Record(name=row["name"], phones=(row["phone"],) if row["phone"] else (), address=f"{row['number']} {row['street']} {row['city']}"), who)
        for row, who in rows[:n]
    ])  # fmt: skip


def hotel(n: int, seed: int) -> tuple[list[Record], list[str]]:
    """People, a sixth of whom left the telephone of one of two hotels, and a tenth 1 January 1900."""
    records, truth = people(n, seed)
    chance = Random(seed)
    numbers = {who: f"04{chance.randrange(10**8):08d}" for who in sorted(set(truth))}
    changed = []
    for record, who in zip(records, truth, strict=True):
        phone = chance.choice(("0299991000", "0388882000")) if chance.random() < 1 / 6 else numbers[who]
        changed.append(replace(record, phones=(phone,), birth="19000101" if chance.random() < 0.1 else record.birth))
    return changed, truth


def _shuffled(clerk: Clerk, rows: list[tuple[Record, str]]) -> tuple[list[Record], list[str]]:
    clerk.chance.shuffle(rows)
    return [record for record, _ in rows], [who for _, who in rows]
