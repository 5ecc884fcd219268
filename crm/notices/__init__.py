"""Telling a colleague now: somebody waits for you, the door is short, a lead has no owner; and whether they have seen it."""
