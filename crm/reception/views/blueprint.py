"""The blueprint of the desk."""

from flask import Blueprint

bp = Blueprint("reception", __name__, url_prefix="/reception")
