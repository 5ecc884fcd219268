"""The screens of reception: the desk (desk), visits (visits), today's rota (rota)."""

from crm.reception.views.blueprint import bp

from crm.reception.views import desk, rota, visits  # isort: skip

__all__ = ["bp", "desk", "rota", "visits"]
