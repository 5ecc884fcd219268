"""The store's own words for models, series, sources and colours, with the other names people use for them (R-605)."""
