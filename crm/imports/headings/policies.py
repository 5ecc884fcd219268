"""The columns of a file of insurance policies: one policy a row, or a car's two policies in one row."""

from __future__ import annotations

from crm.imports.headings import Field, field
from crm.imports.headings.shared import CAR
from crm.imports.rules import Kind
from crm.shared.words import N_

KIND = Kind.POLICIES

FIELDS: tuple[Field, ...] = (
    *CAR,
    field("cover", N_("Kind of policy"), "险种 保险类型 险种名称 保险种类 险类 投保险种 险别 保险险种 cover"),
    field("insurer", N_("Insurer"), "保险公司 承保公司 投保公司 承保机构 保险公司名称 insurer"),
    field("number", N_("Policy number"), "保单号 保单号码 保险单号 保单编号 保单 policyno policynumber"),
    field("from_on", N_("Insured from"),
          "起保日期 保险起期 生效日期 起期 保险开始日期 保险起始日期 保险生效日期 起保日 from"),
    field("until_on", N_("Insured to"),
          "到期日期 保险止期 终保日期 止期 保险到期日期 保险到期日 保险终期 保险结束日期 失效日期 终保日 "
          "保险到期 until"),
    field("premium_fen", N_("Premium"), "保费 保险费 保费金额 签单保费 保费合计 实收保费 保费总额 premium"),
    field("commercial_number", N_("Number of the commercial policy"), "商业险保单号 商业险保单 商业保单号 商业险单号"),
    field("commercial_from_on", N_("Commercial insurance from"),
          "商业险起保日期 商业险起期 商业险生效日期 商业险开始日期"),
    field("commercial_end_on", N_("Commercial insurance until"),
          "商业险到期日期 商业险到期日 商业险到期 商业险止期 商业保险到期日期 商业险终保日期 商业险结束日期"),
    field("commercial_premium_fen", N_("Premium of the commercial policy"),
          "商业险保费 商业险金额 商业保费 商业险保费金额"),
    field("compulsory_number", N_("Number of the compulsory policy"), "交强险保单号 交强险保单 交强保单号 交强险单号"),
    field("compulsory_from_on", N_("Compulsory insurance from"),
          "交强险起保日期 交强险起期 交强险生效日期 交强险开始日期"),
    field("compulsory_end_on", N_("Compulsory insurance until"),
          "交强险到期日期 交强险到期日 交强险到期 交强险止期 交强保险到期日期 交强险终保日期 强险到期日期 "
          "交强险结束日期"),
    field("compulsory_premium_fen", N_("Premium of the compulsory policy"),
          "交强险保费 交强险金额 交强保费 交强险保费金额"),
)  # fmt: skip

LATER = "业务员 出单员 出单日期 签单日期 车损险 三者险 车船税 手续费 被保险人 投保人 投保日期 渠道"
