"""Columns that several kinds of file have: who somebody is, and which car."""

from __future__ import annotations

from crm.imports.headings import field
from crm.shared.words import N_

NAME = field("name", N_("Customer name"),
             "客户名称 客户姓名 车主 车主姓名 车主名称 姓名 联系人 客户 用户名称 name customer owner")  # fmt: skip
PHONE = field("phone", N_("Phone (several are split)"),
              "手机号码 手机号 手机 联系电话 电话 联系方式 电话号码 移动电话 车主电话 客户电话 联系人电话 phone "
              "mobile tel")  # fmt: skip
PLATE = field("plate", N_("Plate"),
              "车牌号 车牌 车牌号码 牌照号 牌照 车号 号牌 号牌号码 plate plateno licenseplate")  # fmt: skip
VIN = field("vin", N_("VIN"), "车架号 vin 车架号码 底盘号 车辆识别代号 车辆识别码 vin码 vin号 车架")
MODEL = field("model", N_("Model"), "车型 厂牌车型信息 车型名称 厂牌车型 品牌车型 车辆型号 车款 model")
SERIES = field("series", N_("Series"), "车系 车系名称 系列 series")
MILEAGE = field("mileage_km", N_("Mileage"),
                "里程 最近进店里程 进店里程 进厂里程 行驶里程 公里数 里程数 当前里程 最近里程 最后里程 表显里程 "
                "mileage odometer km")  # fmt: skip
COLOUR = field("colour", N_("Colour"), "颜色 车身颜色 车辆颜色 外观颜色 外饰颜色 外色 车色 colour color")
ENGINE = field("engine_no", N_("Engine number"), "发动机号 发动机号码 发动机编号 发动机 engineno engine")

CAR = (NAME, PHONE, PLATE, VIN, MODEL, SERIES)
BESIDE = {"lines": N_("Number of lines")}  # what may change without being a column
