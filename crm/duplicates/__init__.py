"""One record per person: how alike two files are, which pairs to look at, merging them and taking a merge apart."""
