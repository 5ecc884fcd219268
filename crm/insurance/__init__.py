"""Insurance policies of the cars in care."""
