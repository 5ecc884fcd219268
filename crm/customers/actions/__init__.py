"""What people do with customers: files, firms, contacts, what is known of them, search terms."""

from crm.customers.actions.companies import edit_company, file_company
from crm.customers.actions.contacts import add_contact, end_contact, who_came
from crm.customers.actions.files import archive, bring_back, edit_customer, file_customer
from crm.customers.actions.known import (
    before_reveal,
    note_facts,
    on_consent,
    put_tag,
    record_consent,
    reveal,
    reveal_contact,
    take_tag_off,
)
from crm.customers.actions.terms import renew_terms, rewrite_search_terms, rewrite_terms

__all__ = [
    "add_contact",
    "archive",
    "before_reveal",
    "bring_back",
    "edit_company",
    "edit_customer",
    "end_contact",
    "file_company",
    "file_customer",
    "note_facts",
    "on_consent",
    "put_tag",
    "record_consent",
    "renew_terms",
    "reveal",
    "reveal_contact",
    "rewrite_search_terms",
    "rewrite_terms",
    "take_tag_off",
    "who_came",
]
