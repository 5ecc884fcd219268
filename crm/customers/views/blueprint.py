"""The blueprint, and how a customer is shown in every template: the name, the way they came, masked numbers (F-84)."""

from flask import Blueprint

from crm.customers.naming import called, channel
from crm.customers.rules import mask_phone, mask_plate

bp = Blueprint("customers", __name__, url_prefix="/customers")
bp.add_app_template_filter(called, "called")
bp.add_app_template_filter(channel, "channel")
bp.add_app_template_filter(mask_phone, "phone_mask")
bp.add_app_template_filter(mask_plate, "plate_mask")
