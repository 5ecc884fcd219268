"""Customers: people and companies, what is known of them, what they agreed to, and how they are found again."""
