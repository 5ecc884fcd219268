"""Visits of our customers at other stores, as the maker lists them (R-411 to R-413)."""
