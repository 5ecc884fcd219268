"""The screens about people; each noun's views stand in a module of their own."""

from flask import Blueprint

bp = Blueprint("people", __name__)

from crm.people.views import first_run, own, records, tablet, teams  # noqa: E402, F401 - they register their routes
