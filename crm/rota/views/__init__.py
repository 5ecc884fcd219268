"""The screens of the rota: who stands today (today)."""

from crm.rota.views.blueprint import bp

from crm.rota.views import today  # isort: skip

__all__ = ["bp", "today"]
