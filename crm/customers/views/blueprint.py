"""The blueprint, and the two words about a customer that every template may use."""

from flask import Blueprint

from crm.customers.naming import called, channel

bp = Blueprint("customers", __name__, url_prefix="/customers")
bp.add_app_template_filter(called, "called")
bp.add_app_template_filter(channel, "channel")
