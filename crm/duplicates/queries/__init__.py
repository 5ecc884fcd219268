"""Suspected pairs: which, what both files say, and who may be the same."""
