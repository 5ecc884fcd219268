"""The page of the dictionaries, and what a form of another feature offers from them."""

from flask import Blueprint

bp = Blueprint("dictionaries", __name__)

from crm.dictionaries.views import offered, page, words  # noqa: E402, F401 - they register their routes
