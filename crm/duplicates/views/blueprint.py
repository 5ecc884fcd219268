"""The blueprint of the screens about files that may be one person."""

from flask import Blueprint

bp = Blueprint("duplicates", __name__, url_prefix="/duplicates")
