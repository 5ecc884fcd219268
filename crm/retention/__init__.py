"""Keeping customers: what each car is worth to the workshop, and which are slipping away."""
