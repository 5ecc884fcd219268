"""The screens of the rota: who stands today (today), the week (planning, shifts), the wall, the call (door),
who is away (absence)."""

from crm.rota.views.blueprint import bp

from crm.rota.views import absence, door, planning, shifts, today, wall  # isort: skip

__all__ = ["absence", "bp", "door", "planning", "shifts", "today", "wall"]
