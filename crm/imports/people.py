"""Who a row speaks of: name, numbers, sex, person or company, and what a plate says about the energy."""

from __future__ import annotations

import re
from typing import Any

from crm.imports.reading import cells

_COMPANY = re.compile(
    r"(公司|集团|厂|中心|学校|医院|局|委员会|银行|合作社|租赁|车队|商行|事务所|Co\.?,? ?Ltd|GmbH|Inc\.?)", re.IGNORECASE
)
_SEXES = {"男": "m", "先生": "m", "m": "m", "male": "m", "女": "f", "女士": "f", "f": "f", "female": "f"}
_NEV = re.compile(r"(新能源|纯电|电动|混动|混合|增程|插电|ev|phev|nev|hybrid)", re.IGNORECASE)


def told_person(row: Any) -> dict[str, Any]:
    """Name, the first two numbers, sex and kind, as the fields of a record are called."""
    numbers = list(dict.fromkeys(row.read("phone", cells.phones, []) + row.read("phone2", cells.phones, [])))
    name = row.read("name", cells.name)
    return {
        "name": name, "phone": numbers[0] if numbers else "", "phone2": numbers[1] if len(numbers) > 1 else "",
        "sex": sex_of(row.text("sex", 10), name), "kind": kind_of_person(name),
    }  # fmt: skip


def kind_of_person(name: str) -> str:
    return "company" if _COMPANY.search(name) else "person"


def sex_of(said: str, name: str) -> str:
    if said:
        return _SEXES.get(said.casefold(), "")
    return "m" if name.endswith("先生") else "f" if name.endswith(("女士", "小姐")) else ""


def energy_of(said: str, plate: str) -> str:
    """As the file says; a plate of eight signs is a new-energy plate (F-52)."""
    if said:
        return "nev" if _NEV.search(said) else "fuel"
    return "nev" if len(plate) == 8 else ""
