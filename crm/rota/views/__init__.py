"""The screens of the rota: who stands today (today), the week (planning, shifts), the wall, the call (door)."""

from crm.rota.views.blueprint import bp

from crm.rota.views import door, planning, shifts, today, wall  # isort: skip

__all__ = ["bp", "door", "planning", "shifts", "today", "wall"]
