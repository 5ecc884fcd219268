"""The store's whole data as files that come in again: each kind of import under its own headings, in full.

What leaves here and comes back into the same store changes nothing; into an empty store it brings the same rows. So
names stand as they are on file, numbers in full, codes in the words that the import reads. Each needs approval (F-84).
"""

from crm.imports.sheets import cars, sold

__all__ = ["cars", "sold"]
