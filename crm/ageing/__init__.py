"""Leads that grow old change hands: who loses and gains what and why, before it is done and undone (R-250…R-257)."""
