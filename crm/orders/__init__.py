"""Sold: the order with its deposit, its cancellation, and the day the car is handed over."""
