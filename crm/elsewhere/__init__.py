"""Our cars in other stores' workshops, as the maker tells it: who goes back and forth, and who is gone."""
