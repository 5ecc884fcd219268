"""The screens of points: one's own (own), what waits for a word (deciding), the month, the spot checks (checks)."""

from crm.points.views.blueprint import bp

from crm.points.views import checks, deciding, own  # isort: skip

__all__ = ["bp", "checks", "deciding", "own"]
