"""What is said in the demo store: marketing's scripts and policies, the advisors' cards, and questions to who knows."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from crm.callbacks.models import CallOverride
from crm.callbacks.rules import reach
from crm.cards.actions import write_card, write_store
from crm.demo.story import World
from crm.leads.models import Lead
from crm.leads.rules import Stage
from crm.leads.rules.topics import Topic
from crm.notices.actions import withdraw
from crm.questions.actions import answer, ask_specialist
from crm.questions.models import Question
from crm.rota.actions import name_backup
from crm.scripts.actions import write_policy, write_script
from crm.shared.db import db
from crm.shared.reasons import Reason
from crm.staff.models import Store

TOLD = 14  # so many days ago the texts were written, and the first question was asked
CARDS = (("advisor", "13700010001", "在店 8 年，主看家用车"), ("advisor2", "13700010002", "新能源和充电问我"))
SCRIPTS = (
    (Topic.QUOTE, "H", "本周签约", "落地价含保险和上牌；置换补贴 8000 元到月底",
     "别家报了多少、谁最后拍板", "周六 10:00 带身份证到店"),
    (Topic.QUOTE, "", "让客户看懂价格", "裸车价、保险、上牌分开报，报价有效 3 天",
     "预算上限和付款方式", "哪天来店细算"),
    (Topic.TEST_DRIVE, "", "本周坐进车里", "试驾车已充好电，全程 30 分钟，请带驾照",
     "想体验什么路况，家人来不来", "试驾日期和时间"),
    (Topic.ROUTINE, "C", "留住联系", "只讲一条和需求有关的消息，不催单",
     "计划有没有变", "下个月再联系的日子"),
)  # fmt: skip
POLICIES = (
    ("L6", "置换补贴 8000 元，与金融贴息二选一", 12),
    ("", "新能源车送家用充电桩安装（30 米内）", 30),
    ("X7", "首付 20% 起，24 期 0 息", 6),
)
QUESTIONS = (
    ("能拖 1.5 吨的房车吗？", "service", "带刹车最多 1.8 吨，拖车钩要原厂件"),
    ("公司名义买能抵税吗？", "key_account", "可以，开专票，购置税照交"),
    ("七座第三排能装儿童座椅吗？", "service", "第三排两侧都有 ISOFIX 接口"),
    ("旧车有贷款没还清能置换吗？", "manager", "可以，先由我们垫付解押，三个工作日"),
)
OVERRIDES = (
    (20 * 60 + 20, "callbacks.too_late", {"hour": 20}, "客户说下班后 20:20 再打"),
    (12 * 60 + 40, "callbacks.noon", {"hour": 14}, "客户午休时间才方便，微信里约好的"),
)


def a_day(world: World, back: int) -> None:
    """The texts once; then a question every other day, answered the next; now and then a call at an odd hour."""
    if back > TOLD:
        return
    if back == TOLD:
        _write(world)
    _answer(world, back)
    if back % 2 == 0:
        _ask(world, back)
    if back in (9, 3):
        _override(world, OVERRIDES[back == 3])


def _write(world: World) -> None:
    store = db.session.get_one(Store, world.store_id)
    write_store(store, hotline="4008010101", address="东城大道 101 号")
    other = world.people["advisor2"].id
    name_backup(staff_id=world.people["advisor"].id or 0, backup_id=other, stamp=world.stamp("leader", 9 * 60))
    for who, phone, line in CARDS:
        write_card(phone=phone, line=line, stamp=world.stamp(who, 9 * 60))
    stamp = world.stamp("marketing", 9 * 60 + 30)
    for theme, letter, goal, tell, learn, agree in SCRIPTS:
        write_script(theme, letter, goal=goal, tell=tell, learn=learn, agree=agree, stamp=stamp)
    for model, words, days in POLICIES:
        write_policy(words=words, model=model, until_on=world.last + timedelta(days=days), stamp=stamp)


def _one_of(world: World, who: str) -> Lead | None:
    mine = select(Lead).where(Lead.owner_id == world.people[who].id, Lead.stage == Stage.OPEN)
    found = db.session.scalars(mine.order_by(Lead.next_on, Lead.id).limit(9)).all()
    return world.chance.choice(found) if found else None


def _ask(world: World, back: int) -> None:
    asked, to, _said = QUESTIONS[back // 2 % len(QUESTIONS)]
    who = "advisor" if back % 4 == 0 else "advisor2"
    lead = _one_of(world, who)
    if lead is not None:
        stamp = world.stamp(who, 10 * 60 + 40)
        question = ask_specialist(lead, asked=asked, specialist_id=world.people[to].id, stamp=stamp)
        if back:
            withdraw("question", question.id, stamp=stamp)  # it was read


def _answer(world: World, back: int) -> None:
    """Yesterday's question is answered; one of last week waits too long."""
    waiting = select(Question).where(Question.store_id == world.store_id, Question.closed_at.is_(None))
    for question in db.session.scalars(waiting.where(Question.due_on <= world.today)):
        _asked, to, said = next(one for one in QUESTIONS if one[0] == question.asked)
        if to != "manager" or back > 6:
            answer(question, text=said, stamp=world.stamp(to, 9 * 60 + 15))
            withdraw("answered", question.id, stamp=world.stamp("advisor", 9 * 60 + 30))  # it was read


def _override(world: World, told: tuple[int, str, dict[str, int], str]) -> None:
    minutes, code, facts, why = told
    lead = _one_of(world, "advisor")
    if lead is not None:
        row = CallOverride(store_id=world.store_id, customer_id=lead.customer_id, why=why)
        row.sign(world.stamp("advisor", minutes))
        row.decide(Reason(code, facts), reach.RULE_VERSION)
        db.session.add(row)
