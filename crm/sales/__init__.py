"""Past sales, from the store's own files and its outlets (R-402, R-404)."""
