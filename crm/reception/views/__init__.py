"""The screens of reception: the desk (desk), its intake (intake), visits (visits), the board's panel (panels)."""

from crm.reception.views.blueprint import bp

from crm.reception.views import desk, intake, panels, visits  # isort: skip

__all__ = ["bp", "desk", "intake", "panels", "visits"]
