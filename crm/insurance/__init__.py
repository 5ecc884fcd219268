"""Insurance of the cars in the store's care: which policies there are, and when each runs out."""
