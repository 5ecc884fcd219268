"""The addresses of coupons, and how templates put a coupon into words."""

from flask import Blueprint

from crm.coupons.codes import shown
from crm.coupons.wording import owner, value_of
from crm.shared.qr import qr_drawing

bp = Blueprint("coupons", __name__)
bp.add_app_template_filter(shown, "code")
bp.add_app_template_filter(owner, "owner")
bp.add_app_template_filter(value_of, "worth")
bp.add_app_template_filter(qr_drawing, "qr")
