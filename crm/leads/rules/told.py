"""What other systems call grades, states and reasons, read into ours (F-01, F-02, F-15, F-17, A-13).

The letters differ between brands (F-02): O, D and F in a column of grades are states, and N is new. Where a word is
known to neither, the answer is None and a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from crm.leads.rules.grades import Grade, Stage
from crm.leads.rules.lost import LostReason
from crm.shared.numbers import Number
from crm.shared.reasons import sentences
from crm.shared.words import N_

SENTENCES = sentences({"leads.from_file": N_("Named by a file that was imported")})
One = TypeVar("One")

SHARED_OVER = Number("leads.file_days", 7, "d", N_("Leads of a file that are due already are shared out over"), 1, 60)

_LETTER = re.compile(r"([habcn])(?:级|类|档|$|[(:\s/-])")
_GRADES: Sequence[tuple[Grade, str]] = (
    (Grade.A, r"中高|较高"),
    (Grade.H, r"高|极强|强烈|hot|high"),
    (Grade.C, r"低|弱|cold|low"),
    (Grade.B, r"中|一般|warm|mid"),
    (Grade.N, r"新|未评|未分|待定|未知|new"),
)
# The first line that fits decides: 战败待审 stands before 战败, 未成交 before 成交.
_STAGES: Sequence[tuple[Stage, str]] = (
    (Stage.LOST_PENDING, r"(战败|流失).*(审|申请)|(审|申请).*(战败|流失)|pending|under review"),
    (Stage.INVALID, r"无效|非意向|无意向|没有意向|invalid|no intention"),
    (Stage.LOST, r"战败|流失|失败|丢单|输单|放弃|lost|^f1?$"),
    (Stage.ORDERED, r"已订未交|待交|未交车|在途|^o(级|$)"),
    (Stage.OPEN, r"^未|退订|跟进|跟踪|有效|意向|潜客|潜在|洽谈|邀约|试驾|到店|休眠|冷冻|激活|open|active|follow"),
    (Stage.DELIVERED, r"交车|已交|成交|已售|提车|delivered|sold|^d(级|$)"),
    (Stage.ORDERED, r"订单|下订|已订|预订|签约|定金|订金|order"),
)
R = LostReason
_REASONS: Sequence[tuple[LostReason, str]] = (
    (R.INVALID_NUMBER, r"空号|错号|停机|号码(有误|错|不)|wrong number"),
    (R.DUPLICATE, r"重复|duplicate|twice"),
    (R.OPTED_OUT, r"勿扰|不要再|拒绝(联系|回访|骚扰)|no more contact"),
    (R.SAME_BRAND_OTHER_STORE, r"同城|同品|同品牌|他店|其他店|别的店|异地购|外店|other store"),
    (R.TRADE_IN_VALUE, r"置换|旧车|收车|评估价|trade"),
    (R.USED_CAR_INSTEAD, r"二手|used"),
    (R.COMPETITOR, r"竞品|竞争|其他品牌|别的品牌|他牌|另购|购买其他|买了其他|competitor|another brand"),
    (R.PLATE_QUOTA, r"指标|摇号|牌照|上牌|quota"),
    (R.FINANCE_REJECTED_OR_TERMS, r"贷款|按揭|金融|征信|利率|loan|financ"),
    (R.BUDGET, r"预算|资金|没钱|买不起|budget"),
    (R.STOCK_OR_DELIVERY, r"现车|库存|缺货|等车|交期|交付|交车(时间|慢|太)|stock|deliver"),
    (R.PRICE, r"价|优惠|太贵|嫌贵|price|expensive"),
    (R.PRODUCT_CONFIG, r"配置|空间|动力|油耗|续航|equipment|config"),
    (R.PRODUCT_DESIGN, r"外观|造型|内饰|设计|颜色|design|colour"),
    (R.SERVICE_EXPERIENCE, r"服务|态度|体验|接待|service"),
    (R.FAMILY_OPPOSES, r"家人|家属|家里|老婆|老公|父母|family"),
    (R.MOVED_AWAY, r"搬|外地|外省|异地|离开本|moved"),
    (R.UNREACHABLE, r"联系不上|无法联系|联系不到|不接|未接|失联|无人接|unreach|no answer|reached"),
    (R.POSTPONED, r"推迟|延迟|延期|暂缓|暂不|暂时|观望|以后|不急|计划(改|变|推)|等.{0,6}再|postpone|later|off$"),
    (R.NOT_A_BUYER, r"无意向|无购车|不买|不想买|没有意向|非购车|同行|误|never wanted"),
    (R.OTHER, r"其他|其它|未知|other"),
)


def folded(said: str) -> str:
    """What two ways of writing a word share: width, case, outer spaces."""
    return " ".join(unicodedata.normalize("NFKC", said).casefold().split())


def _first(said: str, known: Sequence[tuple[One, str]]) -> One | None:
    plain = folded(said)
    return next((one for one, pattern in known if plain and re.search(pattern, plain)), None)


def grade_of(said: str) -> Grade | None:
    """H级, A类, B (30天内), 高意向; None when it is none of these (F-01, A-13)."""
    found = _LETTER.match(folded(said))
    return Grade(found[1].upper()) if found else _first(said, _GRADES)


def stage_of(said: str) -> Stage | None:
    """How far it has come, in the words of the file. An order that was cancelled is open again (F-18)."""
    return _first(said, _STAGES)


def reason_of(said: str) -> LostReason | None:
    """Why it was lost, in the words of the file (F-17)."""
    return _first(said, _REASONS)


def spread(contact_on: date, every_days: int, over_days: int, today: date, number: int) -> date:
    """The day of the next contact by the cadence; what is due already is shared out over some days, by the row's
    `number`, so that a file of thousands does not fall due on one morning (F-01)."""
    due = contact_on + timedelta(days=every_days)
    return due if due > today else today + timedelta(days=number % over_days)
