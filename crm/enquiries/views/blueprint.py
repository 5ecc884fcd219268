"""The addresses of enquiries, and how templates open a message that is kept sealed."""

from flask import Blueprint

from crm.shared.crypto import unseal

bp = Blueprint("enquiries", __name__)


def opened(sealed: str | None) -> str:
    """The message of a timeline's entry, which comes as it is kept."""
    return unseal(sealed, "enquiries.message") if sealed else ""


bp.add_app_template_filter(opened, "enquiry_message")
