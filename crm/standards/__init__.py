"""The store's standards: every rule's number, its own wordings, opening hours and working days."""
