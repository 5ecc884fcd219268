"""What is done to the dictionary (words), to the data because of it (writing), and counting what stands there."""

from crm.dictionaries.actions.counting import add_words, count_words, lay_out
from crm.dictionaries.actions.words import (
    add_word,
    change_word,
    leave_alone,
    map_spelling,
    remove_word,
    take_in,
    write_everywhere,
)
from crm.dictionaries.actions.writing import carry_on, undo_edit

__all__ = [
    "add_word", "add_words", "carry_on", "change_word", "count_words", "lay_out", "leave_alone", "map_spelling",
    "remove_word", "take_in", "undo_edit", "write_everywhere",
]  # fmt: skip
