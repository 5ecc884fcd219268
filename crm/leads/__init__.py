"""Opportunities: who may buy soon, how soon, who cares for them, and why some are lost."""
