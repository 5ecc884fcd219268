"""The undo journal (Decision 18): what a batch of changes found, so that it can be taken back for 30 days.

    with journal.batch("merge", stamp) as batch:
        batch.update(Visit, Visit.customer_id == 7, {"customer_id": 3})
        batch.insert(LostSale, [{...}])
        batch.delete(CustomerTag, CustomerTag.id == 9)
        batch.before(customer)          # a loaded row that the code below changes
        customer.name = "周明"
    journal.undo(batch.id, stamp)

Everything is part of the caller's transaction. An undo puts back the columns that the batch has changed and no
others: what people wrote into other columns, or into new rows, since then stays. Where one of those columns has been
changed again it refuses and names the rows, or (`leave`) leaves them as they are now. Versions come back, too, where
nobody has touched the row meanwhile. The images go after `kept_until`, or at once when a person is erased (`forget`).
"""

from crm.shared.journal.models import KEPT_DAYS, JournalBatch, JournalRow
from crm.shared.journal.undoing import Changed, Left, forget, size, sweep, undo
from crm.shared.journal.writing import Batch, batch

__all__ = [
    "KEPT_DAYS", "Batch", "Changed", "JournalBatch", "JournalRow", "Left", "batch", "forget", "size", "sweep",
    "undo",
]  # fmt: skip
