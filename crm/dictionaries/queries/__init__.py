"""Words looked up in memory (lexicon), and the lists of the page (listing)."""

from crm.dictionaries.queries.lexicon import Entry, Lexicon, lexicon, resolve
from crm.dictionaries.rules import Word

__all__ = ["Entry", "Lexicon", "Word", "lexicon", "resolve"]
