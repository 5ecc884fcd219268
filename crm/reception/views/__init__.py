"""The screens of reception: the desk (desk), visits (visits)."""

from crm.reception.views.blueprint import bp

from crm.reception.views import desk, visits  # isort: skip

__all__ = ["bp", "desk", "visits"]
