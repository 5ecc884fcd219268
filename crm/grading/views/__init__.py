"""The screens of the grading: whether it holds (holding), lowered grades (lowered), ready tables (presets)."""

from crm.grading.views.blueprint import bp

from crm.grading.views import holding, lowered, presets  # isort: skip

__all__ = ["bp", "holding", "lowered", "presets"]
