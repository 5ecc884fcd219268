"""The screens of the settings; standards and calendar stand in modules of their own."""

from flask import Blueprint

bp = Blueprint("standards", __name__)

from crm.standards.views import calendar, standards  # noqa: E402, F401 - they register their routes
