"""Test drives: the cars for it and their calendar, the licence, the signed agreement, and what the customer said afterwards (F-19)."""
