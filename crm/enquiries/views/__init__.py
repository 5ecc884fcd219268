"""Enquiries on the screen: the machine's door (door), the public form (sign_up), the desk (desk), settings."""

from crm.enquiries.views import desk, door, sign_up, sources, tokens  # noqa: F401
from crm.enquiries.views.blueprint import bp

__all__ = ["bp"]
