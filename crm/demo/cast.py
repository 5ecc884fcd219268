"""Who works in the demo store: the sign-ins that the launcher prints, each named by its role."""

from __future__ import annotations

from dataclasses import dataclass

from crm.staff.rules import Role


@dataclass(frozen=True)
class Part:
    """One person of the demo store. `team` is a sales group, or nothing."""

    username: str
    name: str
    name_en: str
    roles: tuple[Role, ...]
    team: str = ""
    pin: str = ""


CAST = (
    Part("reception", "方晓", "Rita Fang", (Role.RECEPTION,), pin="204618"),
    Part("advisor", "陈嘉", "Sam Chen", (Role.ADVISOR,), "A 组", "318204"),
    Part("advisor2", "林悦", "Vera Lin", (Role.ADVISOR,), "B 组", "527916"),
    Part("leader", "何川", "Leo He", (Role.LEADER,), "A 组", "640275"),
    Part("supervisor", "顾明", "Sue Gu", (Role.SUPERVISOR,)),
    Part("manager", "马骁", "Max Ma", (Role.MANAGER,)),
    Part("gm", "沈国安", "Gao Shen", (Role.GM,)),
    Part("dcc", "白露", "Dora Bai", (Role.DCC,)),
    Part("service", "欧阳岚", "Olga Ouyang", (Role.SERVICE,), pin="731482"),
    Part("care", "柯然", "Carl Ke", (Role.CARE,)),
    Part("marketing", "梅宁", "Mia Mei", (Role.MARKETING,)),
    Part("clerk", "温晴", "Ivy Wen", (Role.CLERK,)),
    Part("key_account", "康凯", "Kay Kang", (Role.KEY_ACCOUNT,)),
    Part("admin", "安可", "Ann An", (Role.ADMIN,)),
    # Colleagues, so that the rota and the board look like a store of eight advisors (domain.md §3, size S).
    Part("advisor3", "孙可", "Ken Sun", (Role.ADVISOR,), "A 组"),
    Part("advisor4", "唐宁", "Tina Tang", (Role.ADVISOR,), "A 组"),
    Part("advisor5", "郑一帆", "Ivan Zheng", (Role.ADVISOR,), "B 组"),
    Part("advisor6", "高雅", "Yara Gao", (Role.ADVISOR,), "B 组"),
    Part("leader2", "程远", "Yuan Cheng", (Role.LEADER,), "B 组"),
)
TEAMS = ("A 组", "B 组")
STORE = {"code": "east", "name": "东城店", "name_en": "East Gate", "brand": "澄野"}
