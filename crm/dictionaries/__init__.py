"""One word for one thing (R-605): models, series, sources, colours and insurers, each with its other spellings."""
