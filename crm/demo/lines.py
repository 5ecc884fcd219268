"""What is said on the demo store's telephone: per topic what was told, what was learnt and what was agreed."""

from __future__ import annotations

from crm.callbacks.rules.contact import Topic

Line = tuple[str, str, str]

LINES: dict[Topic, tuple[Line, ...]] = {
    Topic.QUOTE: (
        ("裸车价已含本月补贴 3000", "觉得还差一点，想等周末", "周五再报一次总价"),
        ("报了落地价和两种保险方案", "预算封顶 22 万", ""),
        ("说明置换补贴和厂家贴息", "要和家里商量", "后天答复"),
    ),
    Topic.TEST_DRIVE: (
        ("介绍周末试驾路线，约 40 分钟", "太太也想试", "周六上午来试驾"),
        ("说明试驾车是顶配，座椅可调记忆", "关心后排空间", ""),
    ),
    Topic.SECOND_VISIT: (
        ("云白现车到店 1 台", "想看实车颜色", "周日下午到店"),
        ("本周有店庆礼包", "工作日没空", "周末再约"),
    ),
    Topic.TRADE_IN: (
        ("旧车评估 6.8 万，置换补贴 8000", "旧车还有贷款没结清", "带绿本来店复评"),
        ("解释评估怎么算", "外面报价高 2000", ""),
    ),
    Topic.FINANCE: (
        ("两年免息，首付三成起", "首付已备好", "周六带资料来"),
        ("36 期月供约 4200", "月供 5000 以内可接受", ""),
    ),
    Topic.STOCK: (
        ("燃油版现车充足，混动排 3 周", "月底前要用车", "有现车先留一台"),
        ("星空灰下周到店", "颜色可以等", ""),
    ),
    Topic.AFTER_VISIT: (
        ("感谢到店，补发了配置表", "对静音满意，嫌第三排小", "对比 X7 后答复"),
        ("回答了充电桩安装的问题", "物业还没同意装桩", "物业答复后再联系"),
    ),
    Topic.ROUTINE: (
        ("发了新车到店消息", "年底前再定", ""),
        ("问候并介绍保养套餐", "暂时不急，可以保持联系", "下月再问"),
    ),
}
GREETING: tuple[Line, ...] = (
    ("感谢留资，介绍了 L6 与 X7 的差别", "想换七座，二孩家庭", "周末有空来看车"),
    ("介绍续航和充电方案", "通勤 40 公里，家里能装桩", ""),
    ("说明了现车和优惠", "刚开始看，还在比较", ""),
)
NEEDS = ("换七座，周末回老家", "上下班通勤", "接送孩子", "公司用车", "父母代步")
BUDGETS = ("18 万内", "22 万内", "25–28 万", "落地 20 万", "32 万左右")
CONCERNS = ("置换价", "续航", "第三排空间", "油耗", "保养费用")
DETAILS = {
    "walk_in": ("chance", "outdoor", "in_store"),
    "call_in": ("internet", "friend"),
    "dcc": ("short_video", "internet"),
    "referral": ("friend",),
    "repurchase": ("advisor",),
    "event": ("roadshow",),
}
NEUTRAL = {
    "appearance": ("约 35 岁，戴眼镜", "两人同来", "带一个孩子"),
    "family": ("二孩家庭", "和父母同住", ""),
    "background": ("设计院上班", "自己开店", ""),
    "needs": ("换七座，预算 22 万内", "看混动，旧车置换", "先了解"),
}
LOST_WORDS = ("优惠再多 5000 可能留下", "现车能提前两周", "换购补贴更清楚")
