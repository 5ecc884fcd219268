"""What people do with customers: their files (files) and what is known of them (known)."""

from crm.customers.actions.files import archive, bring_back, edit_customer, file_customer
from crm.customers.actions.known import note_facts, put_tag, record_consent, reveal, take_tag_off
from crm.customers.actions.terms import renew_terms, rewrite_search_terms, rewrite_terms

__all__ = [
    "archive",
    "bring_back",
    "edit_customer",
    "file_customer",
    "note_facts",
    "put_tag",
    "record_consent",
    "renew_terms",
    "reveal",
    "rewrite_search_terms",
    "rewrite_terms",
    "take_tag_off",
]
