"""The screens of test drives: the calendar (index), one drive (sheet), its photo, what was said, cars and words."""

from crm.drives.views import cars, feedback, index, panels, photos, sheet, words
from crm.drives.views.blueprint import bp

__all__ = ["bp", "cars", "feedback", "index", "panels", "photos", "sheet", "words"]
