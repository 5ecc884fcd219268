"""Coupons: what a store gives its customers, each given once and used once, with a ledger that always adds up."""
