"""The addresses of calling back."""

from flask import Blueprint

bp = Blueprint("callbacks", __name__)
