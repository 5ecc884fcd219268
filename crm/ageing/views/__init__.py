"""The screens of redistribution: the plan (plan), a run and its undo (runs), the leaver's wizard (leavers)."""

from crm.ageing.views.blueprint import bp

from crm.ageing.views import leavers, plan, rotation, runs  # isort: skip

__all__ = ["bp", "leavers", "plan", "rotation", "runs"]
