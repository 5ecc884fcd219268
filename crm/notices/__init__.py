"""Notices: what one person must know now, and whether it has reached them."""
