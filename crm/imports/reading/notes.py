"""What was noticed about a file as a whole, in sentences for the person who uploaded it."""

from __future__ import annotations

from crm.shared.reasons import sentences
from crm.shared.words import N_

SENTENCES = sentences(
    {
        "imports.note_no_headings": N_("No headings were found; the columns carry numbers and every row is data."),
        "imports.note_two_headings": N_("Two rows of headings were joined."),
        "imports.note_headings_again": N_("The headings come {n} more times further down; these rows were left out."),
        "imports.note_hidden_sheets": N_("{n} hidden sheets were not read."),
        "imports.note_hidden_rows": N_("{n} rows are hidden in the workbook; they were read too."),
        "imports.note_merged": N_("{n} merged ranges below the headings: only the first cell of each has the value."),
        "imports.note_formulas_empty": N_(
            "{n} formulas have no kept value and read as empty. Open the file, save it, and upload it again."
        ),
        "imports.note_odd_signs": N_("{n} signs could not be read. Choose another encoding if names look wrong."),
        "imports.note_mixed": N_("{n} lines are in another encoding than the rest; each was read in its own."),
        "imports.note_quotes": N_("A quotation mark without its partner: quotation marks were read as plain signs."),
        "imports.note_long_cells": N_("{n} cells were longer than {limit} signs and were cut."),
        "imports.only_hidden": N_("All sheets of the workbook are hidden. Show the one to be read and save it again."),
        "imports.wrong_encoding": N_("The file cannot be read as {encoding}. Choose another encoding."),
    }
)
Note = tuple[str, dict[str, int]]
