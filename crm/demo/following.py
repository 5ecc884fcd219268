"""Between the calls: who waits for the car is told how it stands, some ask for peace, some call us."""

from __future__ import annotations

from datetime import timedelta

from crm.callbacks.actions import log_call, undo_call
from crm.callbacks.rules.contact import Channel, Result, Topic
from crm.demo.story import World
from crm.leads.actions import freeze
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.leads.rules.freezing import FROZEN
from crm.shared.stamp import Stamp

ON_THE_WAY = (
    ("车已下线，在运输途中", "临时牌照让我们代办", "到店前一天再通知"),
    ("车已到库，正在做检测", "想选周末提车", "周六上午带身份证来"),
    ("贷款资料已批，等放款", "问贴膜和脚垫", "提车当天一起装"),
)
PEACE = ("摇号没中，下一期再说", "出差两个月，回来再联系", "房子装修，年后再看车")


def while_waiting(world: World, lead: Lead, stamp: Stamp) -> None:
    """The weekly word to a customer whose car is on its way (F-01, grade O)."""
    told, learnt, agreed = world.chance.choice(ON_THE_WAY)
    log_call(lead, channel=Channel.WECHAT, result=Result.REACHED, topic=Topic.STOCK, said=told, learnt=learnt,
             agreed=agreed, next_on=None, stamp=stamp)  # fmt: skip


def calls_us(lead: Lead) -> bool:
    """One contact in sixteen is the customer's own call."""
    return lead.id % 16 == 5


def rests(world: World, lead: Lead, stamp: Stamp) -> bool:
    """One lead in forty asks for peace until a date, a fortnight after it was opened."""
    young, rested = (world.today - lead.opened_on).days < 14, lead.next_rule == FROZEN
    if lead.id % 40 != 7 or lead.stage != Stage.OPEN or young or rested:
        return False
    freeze(lead, until_on=world.today + timedelta(days=30 + lead.id % 50), reason=PEACE[lead.id % 3], stamp=stamp)
    return True


def slipped(lead: Lead, stamp: Stamp) -> None:
    """Once in a while a call is written down at the wrong customer, and undone at once."""
    if lead.id % 60 == 11 and lead.stage == Stage.OPEN:
        wrong = log_call(lead, channel=Channel.PHONE, result=Result.REACHED, topic=Topic.QUOTE, said="报了 X7 的落地价",
                         learnt="", agreed="", next_on=None, stamp=stamp)  # fmt: skip
        undo_call(wrong, stamp=stamp)
