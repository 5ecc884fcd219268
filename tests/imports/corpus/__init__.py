"""The corpus of files (C6, C7, C8): each built here by code, with what must become of it. Nothing is kept on disk."""
