"""The screens of data health: every check with its count (page), and one list with its fixes (lists)."""

from flask import Blueprint

bp = Blueprint("quality", __name__)

from crm.quality.views import lists, page  # noqa: E402, F401 - they register their routes
